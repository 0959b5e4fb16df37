import { describe, expect, test } from "vitest";
import type { Check, Policy, Pool, ZoneSteering } from "../../../src/steering/config.js";
import { configFault } from "../../../src/steering/config-shape.js";

const http = {
  method: "GET",
  path: "/healthz",
  host: "www.example.com",
  headers: [["x-probe", "1"]],
  codes: [[200, 299]],
  body: { kind: "text", value: "ok" },
} as const;
const tls = { serverName: "www.example.com", verify: true, warnDays: 14, daysMin: 0 };
const checks: readonly Check[] = [
  { type: "tcp", port: 80 },
  { type: "tls", port: 443, ...tls },
  { type: "http", port: 80, ...http },
  { type: "https", port: 443, ...http, ...tls },
  { type: "http2", port: 443, ...http, ...tls },
  { type: "grpc", port: 443, tls: true, service: "shop", ...tls },
  {
    type: "dns",
    port: 53,
    transport: "udp",
    qname: "example.com.",
    qtype: "SOA",
    rcodes: ["NOERROR"],
    answers: ["192.0.2.1"],
  },
  { type: "icmp", payloadBytes: 56 },
  { type: "exec", command: "check-it" },
  { type: "push", staleMs: 30_000 },
];
const pools: readonly Pool[] = [
  { kind: "all", max: 8 } as const,
  { kind: "weighted", count: 1 } as const,
  { kind: "sticky", count: 1, prefix4: 24, prefix6: 56 } as const,
].map((pick, place) => ({
  kind: "pool",
  path: `p${place}`,
  targets: [place],
  pick,
  minHealthy: 0.5,
  shed: { low: 0.8, high: 1 },
}));
const inner: Policy = {
  kind: "failover",
  path: "eu",
  members: [pools[0]!, pools[1]!],
  overprovision: 2,
  probeShare: 0.1,
  regions: [],
};
const region = {
  continents: ["EU"],
  countries: ["GB"],
  subdivisions: ["US-CA"],
  networks: ["192.0.2.0/24"],
  order: [1],
};

/** A configuration with every kind of thing in it. */
const config: ZoneSteering = {
  apex: "example.com.",
  monitors: checks.map((check, i) => ({
    name: `m${i}`,
    check,
    intervalMs: 5000,
    timeoutMs: 2000,
    jitter: 0.1,
    fall: 3,
    rise: 5,
    okWindow: 10,
    recheckMs: 1000,
    latencyMaxMs: 500,
  })),
  guard: {
    maxRemoved: 0.34,
    maxRemovedOfZone: 0.1,
    minRemovedOfZone: 1,
    windowMs: 60_000,
    releaseMs: 120_000,
  },
  rrsets: [
    {
      owner: "www.example.com.",
      type: "A",
      ttl: { min: 30, max: 300 },
      targets: ["192.0.2.1", "192.0.2.2", "192.0.2.3"].map((value, i) => ({
        id: `www.example.com./p/${value}`,
        value,
        weight: 1,
        capacity: 1000,
        group: "rack-a",
        state: "auto",
        probes: [`m${i}@${value}`],
        require: 1,
      })),
      policy: {
        kind: "geo",
        path: "",
        members: [inner, pools[2]!],
        overprovision: null,
        probeShare: 0,
        regions: [region, { ...region, order: [] }],
      },
      onAllDown: "fallback",
      fallback: ["192.0.2.9"],
      damping: {
        penalty: 1000,
        halfLifeMs: 300_000,
        suppress: 3000,
        reuse: 1000,
        maxMs: 1_800_000,
      },
      holdDownMs: 60_000,
      slowStartMs: 0,
      failback: "auto",
      coupled: "www",
      peak: 1500,
      shadow: false,
    },
  ],
  probes: ["192.0.2.1", "192.0.2.2", "192.0.2.3"].map((host, i) => ({
    key: `m${i}@${host}`,
    monitor: `m${i}`,
    host,
    port: 8443,
  })),
};

/** The configuration with the value at a place replaced. */
function withAt(place: readonly (string | number)[], value: unknown): unknown {
  const copy: unknown = structuredClone(config);
  let at = copy as Record<string | number, unknown>;
  for (const key of place.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  at[place.at(-1)!] = value;
  return copy;
}

/** Where something stands, lists and objects included. */
function places(value: unknown, at: readonly (string | number)[] = []): (string | number)[][] {
  if (typeof value !== "object" || value === null) return [];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return keys.flatMap((key) => [
    [...at, key],
    ...places((value as Record<string | number, unknown>)[key], [...at, key]),
  ]);
}

describe("a configuration out of an image", () => {
  test("is one as it was written", () => {
    expect(configFault(config)).toBeUndefined();
    expect(configFault(JSON.parse(JSON.stringify(config)))).toBeUndefined();
  });

  test("is none with anything of another kind in it, and says where", () => {
    const all = places(config);
    expect(all.length).toBeGreaterThan(300);
    for (const place of all) {
      for (const odd of [undefined, Symbol("odd"), Number.NaN]) {
        const fault = configFault(withAt(place, odd));
        expect(fault, place.join(".")).toBeTypeOf("string");
        expect(fault).toContain(`steering.${String(place[0])}`);
      }
    }
  });

  test.each([
    ["a negative number", ["rrsets", 0, "ttl", "min"], -1],
    ["a fraction of a second of TTL", ["rrsets", 0, "ttl", "min"], 0.5],
    ["a share above 1", ["guard", "maxRemoved"], 1.5],
    ["a prefix that is too long", ["rrsets", 0, "policy", "members", 1, "pick", "prefix4"], 33],
    ["a target that is not there", ["rrsets", 0, "policy", "members", 1, "targets", 0], 3],
    ["a member that is not there", ["rrsets", 0, "policy", "regions", 0, "order", 0], 2],
    ["a region too many", ["rrsets", 0, "policy", "regions", 2], region],
    ["a probe that is not there", ["rrsets", 0, "targets", 0, "probes", 0], "m0@192.0.2.99"],
    ["a monitor that is not there", ["probes", 0, "monitor"], "m99"],
    ["a target twice", ["rrsets", 0, "targets", 0, "id"], "www.example.com./p/192.0.2.2"],
    ["an address of another family", ["rrsets", 0, "targets", 0, "value"], "2001:db8::1"],
    ["no address", ["rrsets", 0, "fallback", 0], "192.0.2"],
    ["a word that nobody knows", ["rrsets", 0, "onAllDown"], "toString"],
    ["a check that nobody knows", ["monitors", 0, "check", "type"], "constructor"],
  ] as const)("is none with %s", (_, place, value) => {
    expect(configFault(withAt(place, value))).toBeTypeOf("string");
  });

  test("is none if policies are nested too deep", () => {
    let policy: Policy = inner;
    for (let depth = 0; depth < 9; depth++) policy = { ...inner, members: [policy] };
    const path = ["rrsets", 0, "policy"] as const;
    expect(configFault(withAt(path, policy))).toContain("nested more than 8 deep");
  });
});
