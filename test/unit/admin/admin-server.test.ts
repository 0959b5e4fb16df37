import { get } from "node:http";
import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { adminRefusal, bindAdminPort } from "../../../src/admin/admin-port.js";
import { type AdminSource, openAdmin } from "../../../src/admin/admin-server.js";
import type { ReloadSummary } from "../../../src/control/zone-events.js";
import { openMetrics } from "../../../src/observe/metrics.js";
import { describeServer, type LifeStage } from "../../../src/observe/status.js";
import { brokenZone, makeSource, zoneStatus } from "../observe/metric-source.js";

const token = "0123456789abcdef";
const zones = [zoneStatus("a.example."), zoneStatus("b.example."), brokenZone];

const summary: ReloadSummary = {
  reason: "command",
  refused: null,
  zones: 3,
  records: 12,
  loaded: 1,
  loadedFromImages: 0,
  broken: 1,
  removalPending: 0,
  removed: 0,
  folderDiagnostics: [],
  durationMs: 5,
  firstServedMs: 2,
};

/** What the admin endpoint sees; tests change single answers. */
function makeAdmin(changes: Partial<AdminSource> = {}) {
  const source = makeSource(zones);
  const stage: LifeStage = "ready";
  const identity = {
    pid: 1,
    stage,
    startedAt: 0,
    listen: ["127.0.0.1:53"],
    admin: "127.0.0.1:5380",
    residentBytes: 1,
  };
  return openAdmin({
    token: null,
    zones: source.zones,
    zoneLines: (apex) => (apex === "a.example." ? ["a.example. 60 IN A 192.0.2.1\n"] : null),
    stage: () => stage,
    status: () => describeServer(identity, source),
    selfQuery: async () => [{ address: "127.0.0.1:53", transport: "udp", fault: null }],
    metrics: openMetrics(source),
    reload: async () => summary,
    onFault: () => {},
    ...changes,
  });
}

const host = { host: "127.0.0.1:5380" };

describe("the pages of the admin endpoint", () => {
  it("says healthy while the data plane answers, and why not otherwise", async () => {
    expect((await makeAdmin().inject({ url: "/healthz", headers: host })).statusCode).toBe(200);
    const mute = makeAdmin({
      selfQuery: async () => [{ address: "a", transport: "tcp", fault: "no response" }],
    });
    const response = await mute.inject({ url: "/healthz", headers: host });
    expect(response.statusCode).toBe(503);
    expect(response.json()).toMatchObject({ healthy: false, checks: [{ fault: "no response" }] });
  });

  it.each(["starting", "stopping"] as const)("is not ready while %s", async (stage) => {
    const admin = makeAdmin({ stage: () => stage });
    expect((await admin.inject({ url: "/readyz", headers: host })).statusCode).toBe(503);
  });

  it("is ready when it is", async () => {
    expect((await makeAdmin().inject({ url: "/readyz", headers: host })).statusCode).toBe(200);
  });

  it("gives metrics as text", async () => {
    const { headers, body } = await makeAdmin().inject({ url: "/metrics", headers: host });
    expect(headers["content-type"]).toContain("text/plain; version=0.0.4");
    expect(body).toContain("fivenines_build_info");
  });

  it("lists zones, page by page and by state", async () => {
    const ask = async (url: string) => (await makeAdmin().inject({ url, headers: host })).json();
    expect(await ask("/zones")).toMatchObject({ total: 3, offset: 0 });
    const apexes = async (url: string) =>
      (await ask(url)).zones.map(({ apex }: { apex: string }) => apex);
    expect(await apexes("/zones?limit=1&offset=1")).toEqual(["b.example."]);
    expect(await apexes("/zones?name=A.ex")).toEqual(["a.example."]);
    expect(await apexes("/zones?source=broken")).toEqual(["broken.example."]);
    expect((await ask("/zones?source=broken")).zones[0]).toMatchObject({
      since: "1970-01-01T01:00:00.000Z",
      diagnostics: [{ file: "broken.example.zone", line: 6, message: "not a TTL" }],
    });
  });

  it("finds one zone, with or without its final dot", async () => {
    for (const url of ["/zones/a.example", "/zones/A.example."]) {
      const response = await makeAdmin().inject({ url, headers: host });
      expect(response.json()).toMatchObject({ apex: "a.example.", serving: { serial: 7 } });
    }
    const missing = await makeAdmin().inject({ url: "/zones/c.example", headers: host });
    expect(missing.statusCode).toBe(404);
  });

  it.each([
    ["limit=0", "limit must be 1 or more"],
    ["limit=1001", "limit must be 1000 or less"],
    ["offset=-1", "offset must be 0 or more"],
    ["limit=many&source=lost", "limit must be a whole number"],
    ["source=lost", "source must be one of ok, broken, removed"],
    [`name=${"x".repeat(256)}`, "name must not be longer than 255 characters"],
  ])("says what is wrong with %s in its own words", async (query, words) => {
    const response = await makeAdmin().inject({ url: `/zones?${query}`, headers: host });
    expect(response.statusCode).toBe(400);
    expect(response.json().error).toBe(words);
  });

  it("reloads, and lists what is broken", async () => {
    const asked: unknown[] = [];
    const admin = makeAdmin({
      reload: async (options) => {
        asked.push(options);
        return summary;
      },
    });
    const response = await admin.inject({
      method: "POST",
      url: "/reload?force=true",
      headers: host,
    });
    expect(response.json()).toMatchObject({
      loaded: 1,
      brokenZones: [{ apex: "broken.example." }],
    });
    expect(asked).toEqual([{ reason: "command", force: true }]);
    expect((await admin.inject({ url: "/reload", headers: host })).statusCode).toBe(404);
  });

  it("answers 409 for a reload that was refused", async () => {
    const refused = { code: "empty", severity: "error", message: "empty folder" } as const;
    const admin = makeAdmin({ reload: async () => ({ ...summary, refused }) });
    const response = await admin.inject({ method: "POST", url: "/reload", headers: host });
    expect(response.statusCode).toBe(409);
  });

  it("keeps the inside of a fault to itself, and tells the log", async () => {
    const faults: unknown[] = [];
    const admin = makeAdmin({
      reload: async () => {
        throw new Error("a secret path");
      },
      onFault: (fault) => faults.push(fault),
    });
    const response = await admin.inject({ method: "POST", url: "/reload", headers: host });
    expect(response.statusCode).toBe(500);
    expect(response.body).not.toContain("secret path");
    expect(faults).toHaveLength(1);
  });

  it("names its pages to whoever asks for another", async () => {
    const response = await makeAdmin().inject({ url: "/nothing", headers: host });
    expect(response.statusCode).toBe(404);
    expect(response.json().pages).toContain("GET /healthz");
  });
});

describe("the gate of the admin endpoint", () => {
  it.each([
    ["127.0.0.1:5380", 200],
    ["localhost:5380", 200],
    ["[::1]:5380", 200],
    ["evil.example:5380", 403],
    ["127.0.0.1.evil.example", 403],
    ["192.0.2.1", 403],
  ])("without a token, answers Host %s with %i", async (name, status) => {
    const response = await makeAdmin().inject({ url: "/status", headers: { host: name } });
    expect(response.statusCode).toBe(status);
  });

  it("refuses a foreign page's request, though its Host is right", async () => {
    const headers = { ...host, origin: "https://evil.example" };
    const response = await makeAdmin().inject({ method: "POST", url: "/reload", headers });
    expect(response.statusCode).toBe(403);
  });

  it.each([
    [undefined, 401],
    ["Bearer wrong", 401],
    ["Basic 0123456789abcdef", 401],
    [`Bearer ${token}x`, 401],
    [`Bearer ${token}`, 200],
    [`bearer ${token}`, 200],
  ])("with a token, answers Authorization %s with %i", async (authorization, status) => {
    for (const url of ["/healthz", "/status", "/metrics", "/zones"]) {
      const headers = authorization === undefined ? {} : { authorization };
      expect((await makeAdmin({ token }).inject({ url, headers })).statusCode).toBe(status);
    }
  });

  it("stays shut for other machines without a token", () => {
    expect(adminRefusal({ address: "0.0.0.0", port: 1 }, null)).toContain("has no token");
    expect(adminRefusal({ address: "0.0.0.0", port: 1 }, token)).toBeUndefined();
    expect(adminRefusal({ address: "::1", port: 1 }, null)).toBeUndefined();
  });
});

describe("the admin port", () => {
  const opened: { close(): void }[] = [];
  beforeEach(() => opened.splice(0));
  afterEach(() => {
    for (const server of opened) server.close();
  });

  it("asks for patience until it is handed over, then serves", async () => {
    const port = await bindAdminPort({ address: "127.0.0.1", port: 0 });
    opened.push(port.server);
    expect((await ask(port.endpoint.port)).status).toBe(503);
    const admin = makeAdmin();
    await admin.ready();
    port.handOver((incoming, outgoing) => admin.routing(incoming, outgoing));
    const answer = await ask(port.endpoint.port);
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.body).toContain('"stage":"ready"');
  });

  it("fails if another program has the port", async () => {
    const holder = createServer().listen(0, "127.0.0.1");
    opened.push(holder);
    await new Promise((resolve) => holder.once("listening", resolve));
    const { port } = holder.address() as { port: number };
    await expect(bindAdminPort({ address: "127.0.0.1", port })).rejects.toMatchObject({
      code: "EADDRINUSE",
    });
  });
});

function ask(port: number): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = get({ host: "127.0.0.1", port, path: "/status", agent: false }, (incoming) => {
      let body = "";
      incoming.on("data", (chunk: Buffer) => {
        body += chunk.toString("utf8");
      });
      incoming.on("end", () => resolve({ status: incoming.statusCode ?? 0, body }));
    });
    outgoing.on("error", reject);
  });
}
