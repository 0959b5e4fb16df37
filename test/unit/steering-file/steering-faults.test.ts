import { describe, expect, it } from "vitest";
import { steeringFaults } from "../../../src/steering-file/steering-faults.js";
import { faults, steered, www } from "./steering-fixture.js";

const monitors = (text: string) => `monitors:\n  web: ${text}\nsteer: []\n`;
const all = "[192.0.2.10, 192.0.2.11, 198.51.100.20]";

const cases: readonly (readonly [what: string, text: string, told: readonly string[]])[] = [
  // YAML.
  ["text that is no YAML", "steer: [\n", ["2:1 steering-syntax "]],
  ["a key twice", "steer: []\nsteer: []\n", ["2:1 steering-syntax steer stands here twice"]],
  ["a name that YAML keeps for itself", "steer:\n  - name: @\n", ["2:11 steering-syntax "]],
  // Keys.
  ["no names at all", "{}\n", ["1:1 steering-key steer: is required"]],
  ["an empty file", "", ["1:1 steering-key steer: is required"]],
  ["an unknown section", "steers: []\nsteer: []\n", ["1:1 steering-key steers: unknown key"]],
  ["an unknown key", www("polcy: all"), ["5:5 steering-key steer[0].polcy: unknown key"]],
  [
    "an unknown key of a target",
    "steer:\n  - { name: www, types: [A], pools: [{ targets: [{ value: 192.0.2.10, wieght: 1 }] }] }\n",
    ["2:71 steering-key steer[0].pools[0].targets[0].wieght: unknown key"],
  ],
  [
    "an unknown key of a pool inside a pool",
    "steer:\n  - { name: www, pools: [{ pools: [{ tragets: [] }] }] }\n",
    ["2:38 steering-key steer[0].pools[0].pools[0].tragets: unknown key"],
  ],
  [
    "a pool without targets",
    www("", "").replace(/targets:.*/, "name: one"),
    ["6:9 steering-key steer[0].pools[0]: has neither targets nor pools"],
  ],
  [
    "a monitor without its port",
    monitors("{ type: tcp }"),
    ["2:8 steering-key monitors.web.port: is required"],
  ],
  // Values.
  [
    "a monitor of no type",
    monitors("{ port: 80 }"),
    [
      "2:8 steering-key monitors.web.type: is required: one of tcp, tls, http, https, http2, grpc, dns, icmp, exec, push",
    ],
  ],
  [
    "a misspelt type",
    monitors("{ type: htps }"),
    ["2:16 steering-value monitors.web.type: must be one of tcp,"],
  ],
  [
    "an interval without a unit",
    monitors("{ type: icmp, interval: 5 }"),
    ["2:32 steering-value monitors.web.interval: is not a duration"],
  ],
  [
    "an interval that is too short",
    monitors("{ type: icmp, interval: 99ms }"),
    ["2:32 steering-value monitors.web.interval: must be from 100ms to 1h"],
  ],
  [
    "a port that there is not",
    monitors("{ type: tcp, port: 65536 }"),
    ["2:27 steering-value monitors.web.port: must be at most 65535"],
  ],
  [
    "a path that would end a line of the request",
    monitors('{ type: http, path: "/\\r\\nX: y" }'),
    [
      "2:28 steering-value monitors.web.path: must be printable ASCII",
      "2:28 steering-value monitors.web.path: must begin with / and hold no blanks",
    ],
  ],
  [
    "a header that the program writes itself",
    monitors("{ type: http, headers: { Host: a } }"),
    ["2:31 steering-value monitors.web.headers: must not set Host"],
  ],
  [
    "a header with a line in it",
    monitors('{ type: http, headers: { X-A: "a\\nb" } }'),
    ["2:38 steering-value monitors.web.headers.X-A: must be printable ASCII"],
  ],
  [
    "a status code that is none",
    monitors("{ type: http, codes: [99] }"),
    ["2:30 steering-value monitors.web.codes[0]: is not a status code"],
  ],
  [
    "status codes from high to low",
    monitors("{ type: http, codes: [299-200] }"),
    ["2:30 steering-value monitors.web.codes[0]: is not a status code"],
  ],
  [
    "body beside bodyPattern",
    monitors("{ type: http, body: a, bodyPattern: b }"),
    ["2:44 steering-value monitors.web.bodyPattern: stands beside body"],
  ],
  [
    "a query type that there is not",
    monitors("{ type: dns, qname: a., qtype: AAAAA }"),
    ['2:39 steering-value monitors.web.qtype: "AAAAA" is no record type'],
  ],
  [
    "a response code that there is not",
    monitors("{ type: dns, qname: a., rcodes: [OK] }"),
    ['2:40 steering-value monitors.web.rcodes: "OK" is no response code'],
  ],
  [
    "a monitor with a name that is none",
    'monitors: { "a b": { type: icmp } }\nsteer: []\n',
    ["1:13 steering-value monitors.a b: "],
  ],
  [
    "a share above everything",
    www("minHealthy: 101%"),
    ["5:17 steering-value steer[0].minHealthy: must be a share above 0"],
  ],
  [
    "a share of nothing",
    www("minHealthy: 0%"),
    ["5:17 steering-value steer[0].minHealthy: must be a share above 0"],
  ],
  [
    "a TTL that is no number",
    www("ttl: { min: soon }"),
    ["5:17 steering-value steer[0].ttl.min: is not a time"],
  ],
  [
    "TTLs the wrong way round",
    www("ttl: { min: 60, max: 30 }"),
    ["5:10 steering-value steer[0].ttl: min 60 is above max 30"],
  ],
  ["TTLs of nothing", www("ttl: 0"), ["5:10 steering-value steer[0].ttl: is 0"]],
  [
    "a policy that there is not",
    www("policy: random"),
    ["5:13 steering-value steer[0].policy: must be one of all, weighted, failover, sticky, geo"],
  ],
  [
    "damping that never ends",
    www("damping: { reuse: 4000 }"),
    ["5:14 steering-value steer[0].damping: reuse 4000 must be below suppress 3000"],
  ],
  [
    "shedding the wrong way round",
    www("shed: { low: 90%, high: 70% }"),
    ["5:11 steering-value steer[0].shed: low must be below high"],
  ],
  [
    "fallback data that is never used",
    www("fallback: [192.0.2.10]"),
    ["5:15 steering-value steer[0].fallback: is not used"],
  ],
  [
    "fallback without data",
    www("onAllDown: fallback"),
    ["3:5 steering-key steer[0].fallback: holds no data of type A"],
  ],
  [
    "weights of which none counts",
    www("policy: weighted").replace(
      all,
      "[{ value: 192.0.2.10, weight: 0 }, { value: 192.0.2.11, weight: 0 }, { value: 198.51.100.20, weight: 0 }]",
    ),
    ["7:18 steering-value steer[0].pools[0].targets: all weights are 0"],
  ],
  [
    "nothing that is left to answer",
    www("").replace(
      all,
      "[{ value: 192.0.2.10, state: down }, { value: 192.0.2.11, state: drain }, { value: 198.51.100.20, state: down }]",
    ),
    [
      "6:7 steering-value steer[0].pools: every target of www.example.com. A is down or drain: nothing is left to answer",
    ],
  ],
  [
    "a negative weight",
    www("").replace(all, "[{ value: 192.0.2.10, weight: -1 }]"),
    ["6:48 steering-value steer[0].pools[0].targets[0].weight: must be at least 0"],
  ],
  [
    "more monitors asked for than there are",
    www("monitor: web", "").replace("192.0.2.10,", "{ value: 192.0.2.10, require: 2 },"),
    [
      "7:49 steering-value steer[0].pools[0].targets[0].require: asks for 2 monitors, and there are 1",
    ],
  ],
  [
    "both monitor and monitors",
    www("monitor: web", "{}")
      .replace("    monitor: web", "    monitor: web\n    monitors: [web]")
      .replace("        {}\n", ""),
    ["6:15 steering-value steer[0].monitors: stands beside monitor"],
  ],
  [
    "a probe of a name",
    www("monitor: web").replace("192.0.2.10,", "{ value: 192.0.2.10, probe: web-1 },"),
    ['7:47 steering-value steer[0].pools[0].targets[0].probe: "web-1" is no address'],
  ],
  [
    "targets beside pools",
    www("", "pools: [{ targets: [192.0.2.10] }]"),
    ["7:16 steering-value steer[0].pools[0].pools: stands beside targets"],
  ],
  [
    "a policy over targets",
    www("", "policy: weighted"),
    ["7:17 steering-value steer[0].pools[0].policy: is a policy over pools, not targets"],
  ],
  [
    "a share of probes among targets",
    www("", "probeShare: 5%"),
    ["7:21 steering-value steer[0].pools[0].probeShare: is about pools"],
  ],
  [
    "a region outside of a geo policy",
    www("", "for: { continents: EU }"),
    ["7:14 steering-value steer[0].pools[0].for: is for geo policies, and this one is all"],
  ],
  [
    "a continent that there is not",
    www("policy: geo", "for: { continents: XX }"),
    ["8:28 steering-value steer[0].pools[0].for.continents: is not a continent"],
  ],
  [
    "a region of nothing",
    www("policy: geo", "for: {}"),
    ["8:14 steering-value steer[0].pools[0].for: names no region"],
  ],
  [
    "a geo policy without regions",
    www("policy: geo"),
    ["5:13 steering-key steer[0].policy: is geo, and no pool has for"],
  ],
  [
    "a pool with a name that ids need",
    www("", "name: shadow"),
    ["7:15 steering-value steer[0].pools[0].name: shadow is a word"],
  ],
  [
    "a value that is nothing",
    www("").replace("192.0.2.10", "192.0.2.300"),
    [
      "3:11 steering-forgotten steer[0].name: www.example.com. has 192.0.2.10 in the zone file",
      '6:19 steering-value steer[0].pools[0].targets[0]: "192.0.2.300" is neither an address nor a name',
    ],
  ],
  // References.
  [
    "a monitor that there is not",
    www("monitor: wbe"),
    ["5:14 steering-reference steer[0].monitor: no monitor is called wbe"],
  ],
  [
    "a pool that there is not",
    geo("else: [rets]"),
    ["5:57 steering-reference steer[0].pools[0].else[0]: no pool beside it is called rets"],
  ],
  [
    "a pool in place of itself",
    geo("else: [eu]"),
    ["5:57 steering-reference steer[0].pools[0].else[0]: eu cannot stand in for itself"],
  ],
  // Owners.
  [
    "a name that is not in the zone",
    www("").replace("name: www", "name: wwww"),
    ["3:11 steering-owner steer[0].name: wwww.example.com. is not in the zone"],
  ],
  [
    "a name of another zone",
    www("").replace("name: www", "name: www.example.net."),
    ["3:11 steering-owner steer[0].name: www.example.net. is not in the zone"],
  ],
  [
    "a name without addresses",
    www("").replace("name: www", "name: text"),
    ["3:11 steering-owner steer[0].name: text.example.com. has no A, AAAA or CNAME records"],
  ],
  [
    "a delegated name",
    www("").replace("name: www", "name: www.shop"),
    ["3:11 steering-owner steer[0].name: shop.example.com. is delegated"],
  ],
  [
    "a name below a DNAME",
    www("").replace("name: www", "name: www.old"),
    ["3:11 steering-owner steer[0].name: old.example.com. has a DNAME"],
  ],
  [
    "a name that is none",
    www("").replace("name: www", "name: a..b"),
    ['3:11 steering-value steer[0].name: "a..b" is not a domain name'],
  ],
  // Targets.
  [
    "an address that the zone does not have",
    www("").replace("192.0.2.11", "192.0.2.12"),
    [
      "3:11 steering-forgotten steer[0].name: www.example.com. has 192.0.2.11 in the zone file",
      "6:31 steering-target steer[0].pools[0].targets[1]: 192.0.2.12 is not among the A records",
    ],
  ],
  [
    "a target of a type that is not steered",
    www("").replace("192.0.2.10,", '192.0.2.10, "2001:db8::10",'),
    [
      "6:31 steering-target steer[0].pools[0].targets[1]: 2001:db8::10 is for AAAA, which is not steered here",
    ],
  ],
  [
    "a name at a host",
    "steer:\n  - { name: new, pools: [{ targets: [a.example.net.] }] }\n",
    [
      "2:38 steering-target steer[0].pools[0].targets[0]: a.example.net. is for CNAME, and new.example.com. has A",
    ],
  ],
  [
    "a name that no CNAME leads to",
    "steer:\n  - { name: cdn, pools: [{ targets: [one.example.org., six.example.org.] }] }\n",
    [
      "2:56 steering-target steer[0].pools[0].targets[1]: no CNAME of the zone leads to six.example.org.",
    ],
  ],
  [
    "the owner's own CNAME left out",
    "steer:\n  - { name: cdn, pools: [{ targets: [two.example.org.] }] }\n",
    [
      "2:13 steering-forgotten steer[0].name: cdn.example.com. has one.example.org. in the zone file",
    ],
  ],
  [
    "unsteered data that the zone does not have",
    www("unsteered: [192.0.2.99]"),
    ["5:17 steering-target steer[0].unsteered[0]: 192.0.2.99 is not among the A records"],
  ],
  [
    "a target that is unsteered too",
    www("unsteered: [192.0.2.10]"),
    ["7:19 steering-duplicate steer[0].pools[0].targets[0]: 192.0.2.10 is a target and unsteered"],
  ],
  // Twice.
  [
    "a target twice",
    www("").replace("198.51.100.20", "198.51.100.20, 192.0.2.10"),
    ["6:58 steering-duplicate steer[0].pools[0].targets[3]: 192.0.2.10 stands here twice"],
  ],
  [
    "a type twice",
    www("").replace("[A]", "[A, A]"),
    ["4:16 steering-duplicate steer[0].types[1]: A stands here twice"],
  ],
  [
    "two pools of one name",
    geo("").replace("name: rest", "name: eu"),
    ["6:15 steering-duplicate steer[0].pools[1].name: a pool beside it is called eu too"],
  ],
  [
    "a continent for two pools",
    geo("").replace("name: rest,", "name: rest, for: { continents: [EU] },"),
    ["6:40 steering-duplicate steer[0].pools[1].for.continents: EU is what eu is for"],
  ],
  [
    "a name twice",
    "steer:\n  - { name: new, pools: [{ targets: [192.0.2.40] }] }\n  - { name: NEW, pools: [{ targets: [192.0.2.40] }] }\n",
    [
      "3:13 steering-duplicate steer[1].name: new.example.com. A is steered by an entry before this one",
    ],
  ],
];

function geo(more: string): string {
  return `steer:
  - name: www
    types: [A]
    policy: geo
    pools: [{ name: eu, for: { continents: EU }, ${more === "" ? "" : `${more}, `}targets: [192.0.2.10] },
      { name: rest, targets: [192.0.2.11, 198.51.100.20] }]
`.replace("    pools: [{ name: eu,", "    pools: [{ name: eu,");
}

describe("a steering file is refused for", () => {
  it.each(cases)("%s", (_, text, told) => {
    const found = faults(text);
    expect(found.map((line, i) => line.slice(0, told[i]?.length))).toEqual(told);
  });

  it("every reason that is in the table of faults", () => {
    const shown = new Set(cases.flatMap(([, , told]) => told.map((line) => line.split(" ")[1])));
    // A file, and a signed zone: test/validators has them.
    const elsewhere = ["steering-unreadable", "steering-signed"];
    expect([...shown, ...elsewhere].sort()).toEqual(Object.keys(steeringFaults).sort());
  });
});

describe("a fault of a steering file", () => {
  it.each([
    ["a key", www("polcy: all"), "did you mean policy?"],
    [
      "a key of a target",
      www("").replace("192.0.2.10,", "{ value: 192.0.2.10, wieght: 1 },"),
      "did you mean weight?",
    ],
    ["a monitor's key", monitors("{ type: tcp, port: 80, tiemout: 1s }"), "did you mean timeout?"],
    ["a word", www("policy: wieghted"), "did you mean weighted?"],
    ["a monitor", www("monitor: wbe"), "did you mean web?"],
    ["an owner", www("").replace("name: www", "name: ww"), "did you mean www.example.com.?"],
    [
      "an address",
      www("").replace("198.51.100.20", "198.51.100.21"),
      "did you mean 198.51.100.20?",
    ],
    [
      "a name that needs quotes",
      "steer:\n  - name: *.apps\n",
      'write it in quotes: name: "*.apps"',
    ],
  ])("names what was meant by %s that is misspelt", (_, text, hint) => {
    const hints = steered(text).diagnostics.map((diagnostic) => diagnostic.hint ?? "");
    expect(
      hints.some((found) => found.includes(hint)),
      hints.join("\n"),
    ).toBe(true);
  });

  it("is told with all the others, a hundred at most", () => {
    const many = Array.from(
      { length: 300 },
      (_, i) => `{ name: n${i}, pools: [{ targets: [192.0.2.1] }] }`,
    );
    const { diagnostics } = steered(`steer: [${many.join(",\n  ")}]\n`);
    expect(diagnostics).toHaveLength(100);
    expect(diagnostics[99]).toMatchObject({ line: 100, code: "steering-owner" });
  });
});
