/** Steering by Route 53 itself: what is made for a policy, what then is answered, and what goes. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lowerNameFromText, nameToText } from "../../../../src/dns/name-text.js";
import { rdataFromText, rdataToText } from "../../../../src/dns/rr/rdata-text.js";
import { typeName } from "../../../../src/dns/rr/registry.js";
import type {
  DesiredZone,
  IntentCheck,
  IntentPool,
  SteeredIntent,
} from "../../../../src/provider/contract/desired.js";
import type { ProviderZone, Translation } from "../../../../src/provider/contract/provider.js";
import type { Rrset } from "../../../../src/provider/rrset/rrset.js";
import { DnsClient } from "../../../../src/resolver/dns-client.js";
import { applyAll, planOf } from "../../../contract/providers/mirroring.js";
import { rrsetOf } from "../../../contract/providers/rdata-of.js";
import type { HostedZone } from "../../../support/route53/hosted-zone.js";
import { type Lab, openLab } from "../../../support/route53/route53-lab.js";

const A = 1;
const apexText = "example.com.";
const apex = lowerNameFromText(apexText)!;
const dns = new DnsClient({ timeoutMs: 5000, attempts: 1, randomId: () => 3 });
const draws: number[] = [];
let lab: Lab;
let hosted: HostedZone;
let zone: ProviderZone;

beforeEach(async () => {
  draws.length = 0;
  lab = await openLab({ random: () => draws.shift() ?? 0 });
  hosted = lab.fake.createZone(apexText);
  zone = await lab.zoneAt(apex);
});
afterEach(() => lab.close());

const http: Omit<IntentCheck, "address"> = {
  kind: "http",
  port: 80,
  path: "/health",
  host: "www.example.com",
  intervalSeconds: 10,
  fall: 3,
};

/** `pool("eu", "192.0.2.1", "192.0.2.2*3")`: targets with weights, each checked over HTTP. */
function pool(name: string, ...targets: string[]): IntentPool {
  return {
    name,
    targets: targets.map((text) => {
      const [address = "", weight = "1"] = text.split("*");
      return {
        rdata: rdataFromText(A, address) as Uint8Array,
        weight: Number(weight),
        check: { ...http, address },
      };
    }),
  };
}

function intent(policy: SteeredIntent["policy"], ...pools: IntentPool[]): SteeredIntent {
  return { owner: lowerNameFromText(`www.${apexText}`)!, type: A, policy, ttlSeconds: 30, pools };
}

function desired(steered: readonly SteeredIntent[], others: readonly Rrset[] = []): DesiredZone {
  const plain = rrsetOf(`www.${apexText}`, A, 30, ["192.0.2.1", "192.0.2.2"]);
  return { apex, serial: 1, rrsets: [plain, ...others], steered, hints: new Map(), losses: [] };
}

function translate(...steered: SteeredIntent[]): Translation {
  return lab.provider.translate(desired(steered), zone);
}

/** Brings the zone to this, with the NS that it has, and tells what was sent. */
async function mirror(steered: readonly SteeredIntent[]): Promise<string[]> {
  const place = { provider: lab.provider, zone };
  const live = await lab.provider.list(zone);
  const ns = live.rrsets.filter(({ type, owner }) => type === 2 && owner.length === apex.length);
  const part = planOf(desired(steered, ns), place, live);
  await applyAll(part.batches, place);
  return part.batches.map(({ summary }) => summary.replace(/:.*/, ""));
}

async function told(name = "www"): Promise<string> {
  const reply = await dns.ask(lab.fake.nameservers[0]!, {
    name: lowerNameFromText(`${name}.${apexText}`)!,
    type: A,
  });
  if (typeof reply === "string") return reply;
  return reply.answers.map(({ rdata }) => rdataToText(A, rdata)).join(" ");
}

/** Makes a target healthy or not at each check that asks it. */
function setHealthy(address: string, healthy: boolean): void {
  for (const { id, config } of lab.fake.health.checks.values()) {
    if (config.get("IPAddress") === address) lab.fake.health.setHealthy(id, healthy);
  }
}

/** `www.example.com. A PRIMARY _pool-1.www.example.com.`, one line a set. */
function setsOf({ rrsets }: Translation): string[] {
  return rrsets.map(({ owner, type, variant, rdatas, extra }) => {
    const alias = (extra?.alias ?? null) as { name: string } | null;
    const what = extra?.failover ?? `weight ${extra?.weight}`;
    const data = rdatas.map((rdata) => rdataToText(type, rdata));
    expect(variant).toMatch(/^fivenines-/);
    return [nameToText(owner), typeName(type), what, ...data, ...(alias ? [alias.name] : [])].join(
      " ",
    );
  });
}

describe("a weighted policy", () => {
  it("is a set of records, each with its weight and its health check", async () => {
    const sent = await mirror([intent("weighted", pool("all", "192.0.2.1*3", "192.0.2.2"))]);
    expect(sent).toEqual(["CreateHealthCheck", "CreateHealthCheck", "ChangeResourceRecordSets"]);
    draws.push(0.74, 0.76);
    expect(await told()).toBe("192.0.2.1");
    expect(await told()).toBe("192.0.2.2");
    setHealthy("192.0.2.1", false);
    draws.push(0);
    expect(await told()).toBe("192.0.2.2");
    expect(await mirror([intent("weighted", pool("all", "192.0.2.1*3", "192.0.2.2"))])).toEqual([]);
  });

  it("has weights scaled to 0 to 255, and none that has some becomes 0", () => {
    const made = translate(
      intent(
        "weighted",
        pool("p", "192.0.2.1*100000", "192.0.2.2*50000", "192.0.2.3*1", "192.0.2.4*0"),
      ),
    );
    expect(made.rrsets.map(({ extra }) => extra?.weight)).toEqual([255, 128, 1, 0]);
    const halves = translate(intent("weighted", pool("p", "192.0.2.1*0.5", "192.0.2.2*1.5")));
    expect(halves.rrsets.map(({ extra }) => extra?.weight)).toEqual([85, 255]);
    expect(halves.losses.map(({ code }) => code)).toEqual(["one-target-answered"]);
    expect(made.losses.map(({ code, severity }) => `${code} ${severity}`)).toEqual([
      "one-target-answered info",
      "weight-rounded info",
    ]);
  });
});

describe("a failover policy", () => {
  it("of two single targets is a pair", () => {
    const made = translate(intent("failover", pool("a", "192.0.2.1"), pool("b", "192.0.2.2")));
    expect(setsOf(made)).toEqual([
      "www.example.com. A PRIMARY 192.0.2.1",
      "www.example.com. A SECONDARY 192.0.2.2",
    ]);
    expect(made.losses).toEqual([]);
  });

  it("of more pools is a chain of aliases, answered from the first pool with a healthy target", async () => {
    const steered = [
      intent(
        "failover",
        pool("a", "192.0.2.1", "192.0.2.2"),
        pool("b", "192.0.2.11"),
        pool("c", "192.0.2.21", "192.0.2.22"),
      ),
    ];
    expect(setsOf(translate(...steered))).toEqual([
      "_pool-1.www.example.com. A weight 1 192.0.2.1",
      "_pool-1.www.example.com. A weight 1 192.0.2.2",
      "www.example.com. A PRIMARY _pool-1.www.example.com.",
      "_pools-2.www.example.com. A PRIMARY 192.0.2.11",
      "_pool-3.www.example.com. A weight 1 192.0.2.21",
      "_pool-3.www.example.com. A weight 1 192.0.2.22",
      "_pools-2.www.example.com. A SECONDARY _pool-3.www.example.com.",
      "www.example.com. A SECONDARY _pools-2.www.example.com.",
    ]);
    await mirror(steered);
    expect(await told()).toBe("192.0.2.1");
    setHealthy("192.0.2.1", false);
    expect(await told()).toBe("192.0.2.2");
    setHealthy("192.0.2.2", false);
    expect(await told()).toBe("192.0.2.11");
    setHealthy("192.0.2.11", false);
    expect(await told()).toBe("192.0.2.21");
    setHealthy("192.0.2.2", true);
    expect(await told()).toBe("192.0.2.2");
  });

  it("comes in the place of plain records and goes again, with its checks, in one request each", async () => {
    expect(await mirror([])).toEqual(["ChangeResourceRecordSets"]);
    expect(await told()).toBe("192.0.2.1 192.0.2.2");
    const steered = [intent("failover", pool("a", "192.0.2.1"), pool("b", "192.0.2.2"))];
    expect(await mirror(steered)).toEqual([
      "CreateHealthCheck",
      "CreateHealthCheck",
      "ChangeResourceRecordSets",
    ]);
    expect(await told()).toBe("192.0.2.1");
    expect(await mirror([])).toEqual([
      "ChangeResourceRecordSets",
      "DeleteHealthCheck",
      "DeleteHealthCheck",
    ]);
    expect(await told()).toBe("192.0.2.1 192.0.2.2");
    expect(lab.fake.health.checks.size).toBe(0);
    // The references of deleted checks are used up; new ones are found.
    await mirror(steered);
    expect(lab.fake.health.checks.size).toBe(2);
    expect(await mirror(steered)).toEqual([]);
  });
});

describe("health checks", () => {
  const steered = [intent("weighted", pool("p", "192.0.2.1", "192.0.2.2"))];

  it("that went before a record could name them are told with that record", async () => {
    const made = translate(...steered);
    const change = { kind: "create", id: "www", before: null, after: made.rrsets[0]! } as const;
    const [batch] = lab.provider.pack([change], zone);
    await expect(lab.provider.apply(batch!, zone, { token: "t" })).rejects.toMatchObject({
      kind: "rejected",
      culprits: [{ changeId: "www" }],
    });
    const act = () => lab.fake.health.checks.clear();
    lab.fake.faults.arm("ChangeResourceRecordSets", { kind: "meanwhile", act });
    await expect(mirror(steered)).rejects.toMatchObject({ kind: "conflict", committed: "no" });
  });

  it("of other people and of other zones are left alone", async () => {
    const stranger = lab.fake.createZone("example.net");
    const there = await lab.zoneAt(lowerNameFromText("example.net.")!);
    const other = lab.provider.translate(desired(steered), there);
    const [resource] = other.resources;
    const change = { kind: "resource", id: "r", name: resource!.name, before: null } as const;
    const [batch] = lab.provider.pack([{ ...change, after: resource! }], there);
    await lab.provider.apply(batch!, there, { token: "t" });
    await mirror(steered);
    await mirror([]);
    expect(lab.fake.health.checks.size).toBe(1);
    expect(stranger.sets.size).toBe(2);
  });

  it("stay when somebody's own record came to name them", async () => {
    await mirror(steered);
    const [check] = lab.fake.health.checks.values();
    const set = { name: "mine.example.com.", type: "A", ttl: 1, values: ["192.0.2.7"] };
    lab.fake.write(hosted, [{ ...set, setIdentifier: "x", weight: 1, healthCheckId: check!.id }]);
    expect(await mirror(steered)).toEqual([]);
    await mirror([]);
    expect([...lab.fake.health.checks.keys()]).toEqual([check!.id]);
    expect(await mirror([])).toEqual([]);
  });

  it("that somebody changed are put back", async () => {
    await mirror(steered);
    const [check] = lab.fake.health.checks.values();
    const config = new Map([...check!.config, ["Disabled", "true"], ["FailureThreshold", "9"]]);
    lab.fake.health.checks.set(check!.id, { ...check!, version: 7, config });
    expect(await mirror(steered)).toEqual(["UpdateHealthCheck"]);
    expect(await mirror(steered)).toEqual([]);
  });

  it("are made once, though the answer to making one was lost", async () => {
    lab.fake.faults.arm("CreateHealthCheck", { kind: "cut-after" });
    await expect(mirror(steered)).rejects.toMatchObject({ committed: "unknown" });
    await mirror(steered);
    expect(lab.fake.health.checks.size).toBe(2);
  });

  it("are found by an adapter that did not make them", async () => {
    await mirror(steered);
    const later = await lab.provider.list(zone);
    const names = later.resources.map(({ name }) => name).sort();
    const used = later.rrsets.flatMap(({ extra }) => extra?.healthCheck ?? []).sort();
    expect(used).toEqual(names);
    expect(names[0]).toMatch(/^[0-9a-f]{24}$/);
  });

  it("are left out, and told, where no checker of Route 53 gets", () => {
    const made = translate(intent("weighted", pool("p", "10.0.0.1", "192.0.2.1")));
    expect(made.resources).toHaveLength(1);
    expect(made.losses.filter(({ code }) => code === "check-not-possible")).toMatchObject([
      { severity: "degraded", message: expect.stringContaining("10.0.0.1") },
    ]);
  });

  it("have the interval and the threshold that are nearest, and tell them", () => {
    const slow = pool("p", "192.0.2.1");
    const check = { ...slow.targets[0]!.check!, intervalSeconds: 60, fall: 20 };
    const made = translate(
      intent("weighted", { ...slow, targets: [{ ...slow.targets[0]!, check }] }),
    );
    expect(made.resources[0]?.spec).toMatchObject({ intervalSeconds: 30, fall: 10 });
    expect(made.losses).toMatchObject([{ code: "check-interval", severity: "info" }]);
  });

  it("need not be listed by accounts that do not steer", async () => {
    lab.fake.faults.arm("ListHealthChecks", {
      kind: "refuse",
      status: 403,
      body: "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>",
    });
    expect((await lab.provider.list(zone)).resources).toEqual([]);
  });
});

describe("what Route 53 cannot steer", () => {
  it.each(["all", "sticky", "geo"] as const)("by %s is served plainly, and told", (policy) => {
    const made = translate(intent(policy, pool("p", "192.0.2.1")));
    expect(made.rrsets).toHaveLength(1);
    expect(made.rrsets[0]).toMatchObject({ variant: "", extra: null });
    expect(made.losses).toMatchObject([{ code: "policy-not-expressed", severity: "degraded" }]);
  });

  it("is expected to be one of several answers, and of an alias only that there is one", () => {
    const made = translate(
      intent("failover", pool("a", "192.0.2.1", "192.0.2.2"), pool("b", "192.0.2.3")),
    );
    expect(made.rrsets.map((rrset) => lab.provider.expect(rrset).kind)).toEqual([
      "any-of",
      "any-of",
      "other",
      "any-of",
    ]);
    const plain = rrsetOf(`a.${apexText}`, A, 1, ["192.0.2.1"]);
    expect(lab.provider.expect(plain)).toMatchObject({ kind: "exact" });
  });
});
