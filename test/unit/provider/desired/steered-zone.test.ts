/** Steered RRsets as a provider should have them: in each mode, with and without a server's answer. */
import { describe, expect, it } from "vitest";
import { nameToText } from "../../../../src/dns/name-text.js";
import { rdataToText } from "../../../../src/dns/rr/rdata-text.js";
import { typeName } from "../../../../src/dns/rr/registry.js";
import type { DesiredZone } from "../../../../src/provider/contract/desired.js";
import { desiredZone } from "../../../../src/provider/desired/desired-zone.js";
import {
  type AnsweredRrset,
  readAnswers,
  type ServerAnswers,
} from "../../../../src/provider/desired/server-answers.js";
import { type SteeringSeat, steeredZone } from "../../../../src/provider/desired/steered-zone.js";
import { translated } from "../../../../src/provider/desired/translated.js";
import { emptySnapshot, missingZone } from "../../../../src/provider/plan/plan-member.js";
import { route53Capabilities } from "../../../../src/provider/route53/capabilities.js";
import type { ListedRrset } from "../../../../src/provider/rrset/rrset.js";
import { readZoneText } from "../../../../src/zone/zone-text.js";
import { steeringFrom } from "../../steering/steered-example.js";
import { apex, capabilities, rrset } from "../plan/plan-sketch.js";

const nowMs = 1_000_000;
const records = `www A 192.0.2.10
www A 192.0.2.11
www A 198.51.100.20
draw A 192.0.2.10
draw A 192.0.2.11
mail A 192.0.2.25
alias CNAME www
`;
const yaml = (entries: string) => `
monitors:
  web: { type: https, port: 443, path: /up, host: www.example.com, interval: 10s, verifyCert: false }
  box: { type: icmp }
  told: { type: push, staleAfter: 60s }
steer:
${entries}`;
const failover = `  - name: www
    policy: failover
    ttl: { min: 30, max: 120 }
    pools:
      - { name: near, monitor: web, targets: [192.0.2.10, 192.0.2.11] }
      - { name: far, monitor: web, targets: [198.51.100.20] }
`;
const drawn = `  - name: draw
    policy: weighted
    pools:
      - { name: both, monitor: web, targets: [{ value: 192.0.2.10, weight: 3 }, { value: 192.0.2.11, weight: 1 }] }
`;

type Sketch = Partial<AnsweredRrset> & { readonly now?: readonly (readonly [string, number])[] };

function answers(sketch: Sketch = {}): ServerAnswers {
  const { now = [["198.51.100.20", 1]], ...more } = sketch;
  const values = now.map(([value, share]) => ({ value, share, standing: "serving" }));
  const answered = {
    owner: "www.example.com.",
    type: "A",
    ttl: 60,
    values,
    standIn: null,
    changedAtMs: 0,
  };
  const zones = [{ apex: "example.com.", rrsets: [{ ...answered, ...more }] }];
  return readAnswers({ nowMs, prober: { alive: true }, zones });
}

function steered(entries: string, seat: Partial<SteeringSeat>): DesiredZone {
  const { zone } = readZoneText(
    `$TTL 300\n@ SOA ns1.example.net. h 1 1h 10m 7d 5m\n@ NS ns1.example.net.\n${records}`,
    { apex: "example.com" },
  );
  const plain = desiredZone(zone!, { apexNs: "zone", assigned: [] });
  const steering = steeringFrom(records, yaml(entries));
  const whole = {
    mode: "driven",
    otherwise: "static",
    capabilities,
    answers: null,
    ...seat,
  } as const;
  return steeredZone(plain, steering, whole);
}

/** `60 198.51.100.20`, as it would be pushed to a provider that has `live`. */
function pushed(desired: DesiredZone, live: readonly ListedRrset[] = [], owner = "www"): string {
  const provider = {
    capabilities,
    translate: ({ rrsets }: DesiredZone) => ({ rrsets, settings: {}, resources: [], losses: [] }),
  };
  const snapshot = { ...emptySnapshot(nowMs), rrsets: live };
  const { rrsets } = translated(
    { provider: provider as never, desired },
    missingZone(apex),
    snapshot,
  );
  const found = rrsets.find((one) => nameToText(one.owner) === `${owner}.example.com.`)!;
  return [found.ttlSeconds, ...found.rdatas.map((rdata) => rdataToText(found.type, rdata))].join(
    " ",
  );
}

const lossesOf = ({ losses }: DesiredZone) =>
  losses.map(
    ({ owner, type, code, severity }) =>
      `${nameToText(owner)} ${typeName(type)} ${code} ${severity}`,
  );

describe("a driven RRset", () => {
  it("is what is answered now, with its TTL", () => {
    expect(pushed(steered(failover, { answers: answers() }))).toBe("60 198.51.100.20");
  });

  it("keeps a live TTL that is lower, as long as its values stay", () => {
    const desired = steered(failover, { answers: answers() });
    expect(pushed(desired, [rrset("www A 30", "198.51.100.20")])).toBe("30 198.51.100.20");
    expect(pushed(desired, [rrset("www A 120", "198.51.100.20")])).toBe("60 198.51.100.20");
    expect(pushed(desired, [rrset("www A 30", "192.0.2.10")])).toBe("60 198.51.100.20");
  });

  it("has of weights the largest, and says that they are not kept", () => {
    const now = [
      ["192.0.2.10", 0.95],
      ["192.0.2.11", 0.05],
    ] as const;
    const desired = steered(drawn, { answers: answers({ owner: "draw.example.com.", now }) });
    expect(pushed(desired, [], "draw")).toBe("60 192.0.2.10");
    expect(lossesOf(desired)).toEqual([
      "draw.example.com. A driven info",
      "draw.example.com. A policy-not-expressed degraded",
    ]);
  });

  const live = [rrset("www A 45", ["192.0.2.11", "198.51.100.20"])];
  it.each<[string, ServerAnswers | null]>([
    ["no server is asked", null],
    ["it cannot be asked", { unknown: "nobody answers" }],
    ["its prober is dead", readAnswers({ nowMs, prober: { alive: false }, zones: [] })],
    ["it says what nobody understands", readAnswers({ zones: "all" })],
    ["it does not steer the zone", readAnswers({ nowMs, prober: { alive: true }, zones: [] })],
    ["it does not steer the RRset", answers({ type: "AAAA" })],
    ["it answers no data", answers({ now: [], standIn: "nothing is well" })],
    ["it answers what the zone does not have", answers({ now: [["203.0.113.1", 1]] })],
    [
      "its probes have not told yet",
      answers({
        changedAtMs: nowMs - 29_000,
        values: [{ value: "192.0.2.10", share: 1, standing: "unknown" }],
      }),
    ],
  ])("stays as it is where %s", (_, known) => {
    const desired = steered(failover, { answers: known });
    expect(pushed(desired, live)).toBe("45 192.0.2.11 198.51.100.20");
    expect(lossesOf(desired)).toEqual(["www.example.com. A answer-not-known degraded"]);
    // Less what the zone does not have; and all targets where there is nothing of it.
    expect(pushed(desired, [rrset("www A 45", ["192.0.2.11", "203.0.113.66"])])).toBe(
      "300 192.0.2.11",
    );
    const all = "300 192.0.2.10 192.0.2.11 198.51.100.20";
    expect(pushed(desired, [rrset("www A 45", "203.0.113.66")])).toBe(all);
    expect(pushed(desired)).toBe(all);
  });

  it("rests on targets of unknown health once that has been so for a while", () => {
    const values = [{ value: "192.0.2.10", share: 1, standing: "unknown" }];
    const known = answers({ changedAtMs: nowMs - 30_000, values });
    expect(pushed(steered(failover, { answers: known }))).toBe("60 192.0.2.10");
  });
});

describe("a static RRset", () => {
  it("has all targets, and says what is lost", () => {
    const desired = steered(failover, { mode: "static" });
    expect(pushed(desired)).toBe("300 192.0.2.10 192.0.2.11 198.51.100.20");
    expect(desired.driven).toBeUndefined();
    expect(lossesOf(desired)).toEqual([
      "www.example.com. A policy-not-expressed degraded",
      "www.example.com. A health-not-expressed degraded",
    ]);
  });

  it("loses nothing by policy `all` without checks", () => {
    const plain = "  - { name: draw, pools: [{ targets: [192.0.2.10, 192.0.2.11] }] }\n";
    expect(lossesOf(steered(plain, { mode: "static" }))).toEqual([]);
  });
});

describe("a native RRset", () => {
  const seat = { mode: "native", capabilities: route53Capabilities } as const;

  it("is an intent, pools in order, with checks", () => {
    const { steered: intents, losses } = steered(failover, seat);
    expect(intents).toMatchObject([
      {
        policy: "failover",
        ttlSeconds: 30,
        pools: [
          {
            name: "near",
            targets: [
              {
                weight: 1,
                check: {
                  kind: "https",
                  address: "192.0.2.10",
                  port: 443,
                  path: "/up",
                  host: "www.example.com",
                  intervalSeconds: 10,
                  fall: 3,
                },
              },
              { weight: 1 },
            ],
          },
          { name: "far", targets: [{ check: { address: "198.51.100.20" } }] },
        ],
      },
    ]);
    expect(losses.map(({ code }) => code)).toContain("steering-simplified");
  });

  it("keeps weights", () => {
    const [intent] = steered(drawn, seat).steered;
    expect(intent?.policy).toBe("weighted");
    expect(intent?.pools[0]?.targets.map(({ weight }) => weight)).toEqual([3, 1]);
  });

  it.each([
    ["icmp", "box"],
    ["push", "told"],
  ])("is told of targets that only a check of type %s asks", (type, monitor) => {
    const { steered: intents, losses } = steered(
      failover.replaceAll("monitor: web", `monitor: ${monitor}`),
      seat,
    );
    expect(intents[0]?.pools[0]?.targets[0]?.check).toBeNull();
    const lost = losses.filter(({ code }) => code === "check-not-expressed");
    expect(lost).toHaveLength(3);
    expect(lost[0]?.message).toContain(type);
  });

  it("is told that onAllDown is not kept", () => {
    const desired = steered(`${failover}    onAllDown: nodata\n`, seat);
    expect(lossesOf(desired)).toContain("www.example.com. A all-down-not-expressed degraded");
  });

  it("leaves out who was taken out, and puts standbys last", () => {
    const states = drawn
      .replace("weight: 3 }", "state: drain }")
      .replace("weight: 1 }", "state: standby }");
    const [intent] = steered(states, seat).steered;
    expect(intent?.pools.map(({ name, targets }) => `${name} ${targets.length}`)).toEqual([
      "standby 1",
    ]);
  });

  const geo = `  - name: www
    policy: geo
    pools:
      - { name: eu, for: { continents: [EU] }, monitor: web, targets: [192.0.2.10, 192.0.2.11] }
      - { name: world, monitor: web, targets: [198.51.100.20] }
`;
  it.each([
    ["of a policy that the provider does not have", geo, route53Capabilities],
    ["at a provider that has none", failover, capabilities],
  ])("%s is driven if anything is, else static", (_, entries, of) => {
    const alone = steered(entries, { ...seat, capabilities: of });
    expect(alone.steered).toEqual([]);
    expect(pushed(alone)).toBe("300 192.0.2.10 192.0.2.11 198.51.100.20");
    expect(lossesOf(alone)[0]).toBe("www.example.com. A native-not-possible degraded");
    const driven = steered(entries, {
      ...seat,
      capabilities: of,
      otherwise: "driven",
      answers: answers(),
    });
    expect(pushed(driven)).toBe("60 198.51.100.20");
  });
});
