import fastify from "fastify";
import { describe, expect, it } from "vitest";
import { addSteering } from "../../../src/admin/steering-routes.js";
import { stateOfSnapshot } from "../../../src/admin/steering-snapshot.js";
import type { RotationPort } from "../../../src/rotation/rotation-port.js";
import { plan } from "../../../src/steering/plan.js";
import { exampleSteering, steeringFrom } from "../steering/steered-example.js";
import { handMadeRotation, nowMs } from "./steering-rotation.js";

const config = exampleSteering();
const refused = { health: "down", reason: "refused", sinceMs: nowMs - 9000 } as const;

function open(rotation: RotationPort = handMadeRotation(config)) {
  const app = fastify({ bodyLimit: 64 * 1024 });
  addSteering(app, { rotation, now: () => nowMs });
  return {
    get: (url: string) => app.inject({ url }),
    post: (url: string, payload: object) => app.inject({ method: "POST", url, payload }),
  };
}

describe("GET /steering", () => {
  it("shows only RRsets that are not at their best, or all", async () => {
    const { get } = open(handMadeRotation(config, { "web@192.0.2.11": refused }));
    const list = (await get("/steering")).json();
    expect(list).toMatchObject({ nowMs, zones: 1, targets: 6, total: 1 });
    expect(list.rrsets[0]).toMatchObject({
      owner: "www.example.com.",
      type: "A",
      apex: "example.com.",
    });
    const down = list.rrsets[0].targets.find(
      ({ value }: { value: string }) => value === "192.0.2.11",
    );
    expect(down).toMatchObject({
      standing: "down",
      health: "down",
      serving: false,
      probability: 0,
    });
    expect((await get("/steering?all=true")).json().total).toBe(3);
    expect((await get("/steering?all=true&limit=1&offset=2")).json().rrsets).toHaveLength(1);
  });

  it("knows its zones, and refuses what it does not know", async () => {
    const { get } = open();
    expect((await get("/steering?zone=EXAMPLE.com")).json().zones).toBe(1);
    expect((await get("/steering?zone=example.org")).statusCode).toBe(404);
    expect((await get("/steering?limit=1001")).statusCode).toBe(400);
    expect((await get("/steering/state?zone=example.org")).statusCode).toBe(404);
    expect((await get("/steering/trace")).statusCode).toBe(400);
  });
});

describe("GET /steering/answers", () => {
  it("tells what is answered now, with shares, and since when", async () => {
    const { get } = open(handMadeRotation(config, { "web@192.0.2.11": refused }));
    const { zones, prober } = (await get("/steering/answers?zone=EXAMPLE.com")).json();
    expect(prober.alive).toBe(true);
    expect(zones).toMatchObject([{ apex: "example.com.", rrsets: [{}, {}, {}] }]);
    expect(zones[0].rrsets[0]).toMatchObject({
      owner: "www.example.com.",
      type: "A",
      policy: "failover",
      ttl: 30,
      values: [
        { value: "192.0.2.10", share: 0.5, standing: "serving" },
        { value: "192.0.2.12", share: 0.5, standing: "serving" },
      ],
      degraded: true,
      panic: false,
      standIn: null,
      changedAtMs: nowMs,
    });
    expect(zones[0].rrsets[1].degraded).toBe(false);
  });

  it("tells only what changed since, if it is asked so, and of zones that it has", async () => {
    const { get } = open();
    const { zones } = (await get(`/steering/answers?since=${nowMs - 1000}`)).json();
    expect(zones[0].rrsets).toHaveLength(2);
    expect((await get("/steering/answers?zone=example.org")).statusCode).toBe(404);
    expect((await get("/steering/answers?since=yesterday")).statusCode).toBe(400);
  });
});

describe("GET /steering/explain", () => {
  it("tells targets, probes, history and the chance of each answer", async () => {
    const { get } = open(handMadeRotation(config, { "web@192.0.2.11": refused }));
    const { rrsets } = (await get("/steering/explain?name=www.example.com&type=a")).json();
    expect(rrsets).toHaveLength(1);
    expect(rrsets[0].cases[0].answers[0].values).toEqual(["192.0.2.10", "192.0.2.12"]);
    const target = rrsets[0].targets[1];
    expect(target.probes[0]).toMatchObject({
      key: "web@192.0.2.11",
      fall: 3,
      check: "tcp port 80",
    });
    expect(target.probes[0].history.map(({ ok }: { ok: boolean }) => ok)).toEqual([
      false,
      true,
      false,
    ]);
    expect(target.prospects.backMsMin).toBeGreaterThan(1000);
  });

  it("resolves geographic policies for a client, and tells each region without one", async () => {
    const geo = steeringFrom(
      "cdn A 192.0.2.1\ncdn A 192.0.2.2\n",
      `
monitors: { web: { type: tcp, port: 80 } }
steer:
  - name: cdn
    policy: geo
    pools:
      - { name: eu, for: { continents: [EU] }, monitor: web, targets: [192.0.2.1] }
      - { name: us, for: { countries: [US] }, monitor: web, targets: [192.0.2.2] }
`,
    );
    const { get } = open(handMadeRotation(geo));
    const anywhere = (await get("/steering/explain?name=cdn.example.com")).json().rrsets[0];
    expect(anywhere.cases.map(({ clients }: { clients: string }) => clients)).toEqual([
      "clients of eu",
      "clients of us",
      "clients of no region",
    ]);
    const url = "/steering/explain?name=cdn.example.com&from=";
    const there = (await get(`${url}198.51.100.7`)).json().rrsets[0];
    expect(there.cases).toMatchObject([
      { clients: "198.51.100.7", answers: [{ values: ["192.0.2.2"], probability: 1 }] },
    ]);
    expect(there.client).toEqual({
      address: "198.51.100.7",
      regions: [{ path: "", clients: "clients of us", branch: 1, bits: 8 }],
    });
    const steps = (rrset: { steps: { path: string; clients: string }[] }) =>
      rrset.steps.map(({ path, clients }) => `${clients}: ${path || "policy"}`);
    expect(steps(there)).toEqual([
      "clients of us: policy",
      "clients of us: us",
      "clients of us: eu",
    ]);
    expect(new Set(steps(anywhere))).toContain("clients of no region: policy");
    const mapped = (await get(`${url}::ffff:198.51.100.7`)).json().rrsets[0];
    expect(mapped.client.address).toBe("198.51.100.7");
  });

  it.each([
    ["name=ww.example.com", 404, "did you mean www.example.com.?"],
    ["name=www.example.com&type=CNAME", 404, "steered there: A, AAAA"],
    ["name=ns1.example.com", 404, "steered in example.com. are "],
    ["name=www", 404, "did you mean www.example.com.?"],
    [
      "name=192.0.2.11",
      404,
      "192.0.2.11 is an address: write a steered name; it is a target of www",
    ],
    ["name=www.example.org", 404, "no steered zone holds www.example.org."],
    ["name=www.example.com&type=MX", 400, "type"],
    ["name=www.example.com&from=nowhere", 400, "nowhere is not an IP address"],
    ["name=", 400, "name"],
  ])("for %s answers %i and says %s", async (query, status, words) => {
    const response = await open().get(`/steering/explain?${query}`);
    expect(response.statusCode).toBe(status);
    expect(response.body).toContain(words);
  });
});

describe("POST /steering/override", () => {
  const order = { pattern: "192.0.2.11", action: "drain", who: "ada" };

  it("hands a whole order to the rotation, and tells when it is drained", async () => {
    const rotation = handMadeRotation(config);
    const response = await open(rotation).post("/steering/override", {
      ...order,
      forMs: 60_000,
      why: "kernel",
      force: true,
    });
    expect(response.json()).toEqual({
      kind: "done",
      targets: ["www.example.com./near/192.0.2.11"],
      drainedAtMs: nowMs + 65_000,
    });
    expect(rotation.changes).toEqual([
      {
        pattern: "192.0.2.11",
        action: "drain",
        forMs: 60_000,
        who: "ada",
        why: "kernel",
        force: true,
      },
    ]);
  });

  it("shows what a pattern reaches without doing it", async () => {
    const rotation = handMadeRotation(config);
    const body = { ...order, pattern: "*", preview: true };
    const response = await open(rotation).post("/steering/override", body);
    expect(response.json()).toMatchObject({ outOf: 6 });
    expect(response.json().targets).toHaveLength(6);
    expect(rotation.changes).toEqual([]);
  });

  it("counts a machine once, however many names answer it", async () => {
    const everywhere = steeringFrom(
      "a A 192.0.2.1\na A 192.0.2.2\nb A 192.0.2.1\n",
      "steer:\n  - { name: a, pools: [{ targets: [192.0.2.1, 192.0.2.2] }] }\n  - { name: b, pools: [{ targets: [192.0.2.1] }] }\n",
    );
    const body = { ...order, pattern: "192.0.2.1", preview: true };
    const response = await open(handMadeRotation(everywhere)).post("/steering/override", body);
    expect(response.json()).toMatchObject({ outOf: 3, values: 1 });
    expect(response.json().targets).toHaveLength(2);
  });

  it("answers 409 with reason and remedy for what the rotation refuses", async () => {
    const response = await open().post("/steering/override", { ...order, why: "refuse this" });
    expect(response.statusCode).toBe(409);
    expect(response.json()).toEqual({ error: "1 of 3 would be left", hint: "--force does it" });
  });

  it.each([
    [{ ...order, pattern: "192.0.2.13" }, 404, "no target matches 192.0.2.13; did you mean"],
    [{ ...order, pattern: "group:rack-c" }, 404, "did you mean group:rack-"],
    [{ ...order, action: "kill" }, 400, "action must be one of up, down, drain, standby, auto"],
    [{ ...order, forMs: "60000" }, 400, "forMs must be a number from 1000"],
    [{ ...order, forMs: 1 }, 400, "forMs must be a number"],
    [{ ...order, force: "yes" }, 400, "force must be true or false"],
    [{ ...order, forse: true }, 400, 'no such key: "forse"; did you mean force?'],
    [{ ...order, who: "a\nb" }, 400, "who must be text"],
    [{ ...order, why: "x".repeat(201) }, 400, "why must be text of 1 to 200"],
    [{ action: "up", who: "ada" }, 400, "pattern is missing"],
    [["a list"], 400, "send a JSON object"],
  ])("refuses %j", async (body, status, words) => {
    const rotation = handMadeRotation(config);
    const response = await open(rotation).post("/steering/override", body as object);
    expect(response.statusCode).toBe(status);
    expect(response.json().error).toContain(words);
    expect(rotation.changes).toEqual([]);
  });

  it("refuses a body that is too long before it is read", async () => {
    const response = await open().post("/steering/override", { ...order, why: "x".repeat(70_000) });
    expect(response.statusCode).toBe(413);
  });
});

describe("what targets tell of themselves", () => {
  it("goes to the probe of the push monitor, with the address as the zone has it", async () => {
    const rotation = handMadeRotation(config);
    const { post } = open(rotation);
    const url = "/steering/push/health";
    const fine = await post(url, { monitor: "web", host: "2001:DB8:0::10", ok: false });
    expect(fine.json()).toEqual({ taken: true });
    expect(
      (await post(url, { monitor: "web", host: "Shop.example.net", ok: true })).statusCode,
    ).toBe(200);
    expect(rotation.pushed).toEqual([
      ["web", "2001:db8::10", false, "told by the target"],
      ["web", "shop.example.net.", true, "ok"],
    ]);
    expect((await post(url, { monitor: "none", host: "192.0.2.1", ok: true })).statusCode).toBe(
      404,
    );
    expect((await post(url, { monitor: "web", host: "192.0.2.1", ok: "true" })).statusCode).toBe(
      400,
    );
  });

  it("is a load with its period", async () => {
    const rotation = handMadeRotation(config);
    const { post } = open(rotation);
    const url = "/steering/push/load";
    const told = await post(url, { target: "near/192.0.2.10", load: 10.5, periodMs: 5000 });
    expect(told.json()).toEqual({ targets: ["www.example.com./near/192.0.2.10"] });
    expect(rotation.pushed).toEqual([["near/192.0.2.10", 10.5, null, 5000]]);
    expect((await post(url, { target: "192.0.2.10", load: -1, periodMs: 5000 })).statusCode).toBe(
      400,
    );
    expect((await post(url, { target: "192.0.2.99", load: 1, periodMs: 5000 })).statusCode).toBe(
      404,
    );
  });
});

describe("what a simulation needs", () => {
  it("is a snapshot that plans the same as the running state", async () => {
    const rotation = handMadeRotation(config, { "web@192.0.2.11": refused });
    const snapshot = (await open(rotation).get("/steering/state?zone=example.com")).json();
    const state = stateOfSnapshot(snapshot);
    const zone = rotation.zone("example.com.")!;
    expect(state).toEqual(zone.state);
    const again = plan(snapshot.config, state, nowMs);
    expect(again.rrsets.map(({ selection }) => selection)).toEqual(
      zone.plan.rrsets.map(({ selection }) => selection),
    );
  });

  it("is what the probes said, page by page, by the zone's own keys", async () => {
    const { get } = open();
    const page = (await get("/steering/trace?zone=example.com&limit=2&offset=1")).json();
    expect(page).toMatchObject({ total: config.probes.length, offset: 1 });
    expect(page.probes.map(({ key }: { key: string }) => key)).toEqual(
      config.probes.slice(1, 3).map(({ key }) => key),
    );
    // One more was not counted, so a replay must not count it either.
    expect(page.probes[0].results).toHaveLength(2);
  });
});
