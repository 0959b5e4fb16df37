import { describe, expect, test } from "vitest";
import type { SyncPlan } from "../../../../src/provider/contract/plan.js";
import {
  checkPlanSize,
  PlanFileFault,
  readPlan,
  writePlan,
} from "../../../../src/provider/plan/plan-file.js";
import { sealedPlan } from "../../../../src/provider/plan/plan-seal.js";
import { apexNs, nowMs, plainZone, planOf, resource, rrset } from "./plan-sketch.js";

const www = rrset("www A", "192.0.2.1", { raw: { id: "7", "2": 1 }, marked: true });

/** A plan with something in each of its corners. */
const plan: SyncPlan = sealedPlan(
  nowMs,
  [
    planOf({
      wanted: [
        apexNs,
        rrset("www A 60", "192.0.2.2", { extra: { b: 1, a: [null, "x"] } }),
        rrset("new TXT", '"a;b\\"c\\000\\255" "d"'),
        rrset("blue A", "192.0.2.5", { variant: "blue" }),
        rrset("@ MX", "20 mail"),
      ],
      there: [apexNs, www, rrset("gone A", "192.0.2.4"), rrset("by-hand A", "192.0.2.3")],
      last: [apexNs, www, rrset("gone A", "192.0.2.4")],
      zone: { ...plainZone, assigned: [apexNs.owner], facts: { plan: "free" } },
      more: {
        settings: { multi: false },
        resources: [resource("old", { port: 80 }, "id")],
        opaque: [{ owner: www.owner, type: 33, what: "a policy" }],
      },
      translation: {
        settings: { multi: true },
        losses: [
          {
            code: "ttl-raised",
            severity: "info",
            owner: www.owner,
            type: 1,
            message: "TTL 60 at least",
            hint: "",
          },
        ],
      },
      policy: { protect: [{ owner: "@", types: ["MX"] }] },
    }),
    planOf({
      wanted: [apexNs],
      zone: null,
      name: "missing",
      capabilities: { createsZones: false },
    }),
  ],
  [{ apex: "example.net.", provider: "down", reason: "no answer", hint: "wait" }],
);

describe("a plan on disk", () => {
  test("is read back as it was written", () => {
    expect(readPlan(writePlan(plan))).toEqual(plan);
    expect(plan.parts[1]?.held).toHaveLength(1);
    expect(plan.parts[1]?.batches[0]?.changes).toHaveLength(6);
  });

  test("can be read by a person: RRsets in presentation form, a change a line", () => {
    const text = writePlan(plan);
    expect(text).toContain('"rdata":["\\"a;b\\\\\\"c\\\\000\\\\255\\" \\"d\\""]');
    expect(text.split("\n").filter((line) => line.includes('"kind":'))).toHaveLength(8);
  });

  test("may be laid out anew by another program", () => {
    expect(readPlan(JSON.stringify(JSON.parse(writePlan(plan)), null, 4))).toEqual(plan);
  });

  test.each<[string, (text: string) => string, string]>([
    ["a value changed", (text) => text.replace("192.0.2.2", "192.0.2.66"), "was changed after"],
    ["a serial changed", (text) => text.replace('"serial":2', '"serial":3'), "was changed after"],
    [
      "a refusal taken out",
      (text) => text.replace(/"refusals":\[\{.*?\}\]/, '"refusals":[]'),
      "was changed after",
    ],
    ["another id", (text) => text.replace(plan.id, "0".repeat(12)), "was changed after"],
    ["cut short", (text) => text.slice(0, 400), "is cut short or damaged"],
    ["another format", (text) => text.replace('"format":1', '"format":2'), "has format 2"],
    ["no format", (text) => text.replace('"format":1', '"format":"x"'), "is no plan"],
    ["another kind of file", () => "zones: ./zones\n", "is no plan"],
    ["JSON of something else", () => "[1]", "is no plan"],
    ["null", () => "null", "is no plan"],
    ["nested without end", () => `{"format":1,"parts":${"[".repeat(200_000)}`, "is cut short"],
    [
      "nested deeply",
      (text) => text.replace('"b":1', `"b":${"[".repeat(50_000)}${"]".repeat(50_000)}`),
      "is no plan",
    ],
    [
      "a type that is none",
      (text) => text.replace('"type":"MX"', '"type":"NONE"'),
      "not a record type",
    ],
    ["RDATA that is none", (text) => text.replace("192.0.2.2", "192.0.2.256"), "192.0.2.256"],
    ["a TTL that is none", (text) => text.replace('"ttl":60', '"ttl":-1'), "is not a TTL"],
    [
      "a name that is none",
      (text) => text.replaceAll('"www.example.com."', '"a..b."'),
      "domain name",
    ],
    [
      "an apex that is none",
      (text) => text.replaceAll('"apex":"example.com."', '"apex":".."'),
      "apex is no domain name",
    ],
    [
      "an unknown kind",
      (text) => text.replaceAll('"kind":"create"', '"kind":"explode"'),
      "is broken",
    ],
    [
      "a batch of what is not there",
      (text) => text.replace(/"changes":\["[^"]*"/, '"changes":["x"'),
      "names a change that is not in it",
    ],
    [
      "two of one id",
      (text) => text.replaceAll(/"id":"[a-z.]* [A-Z]*( \(blue\))? create"/g, '"id":"x"'),
      "the same id",
    ],
  ])("refuses a file with %s, in a sentence", (_, damage, message) => {
    const text = damage(writePlan(plan));
    expect(text).not.toBe(writePlan(plan));
    const reading = () => readPlan(text);
    expect(reading).toThrow(PlanFileFault);
    expect(reading).toThrow(message);
  });

  test("is refused by its size before it is read", () => {
    const mebibyte = 1024 * 1024;
    expect(() => checkPlanSize(256 * mebibyte)).not.toThrow();
    expect(() => checkPlanSize(256 * mebibyte + 1)).toThrow(
      /^it has 257 MiB, and plans up to 256 MiB are read$/,
    );
  });

  test("says nothing that could move a terminal's cursor", () => {
    const text = writePlan(plan).replace("192.0.2.2", "\\u001b[2J");
    expect(() => readPlan(text)).toThrow(/^[^\p{Cc}]*$/u);
  });
});

describe("the hash", () => {
  test("does not know when the plan was made, and knows everything else", () => {
    const later = sealedPlan(nowMs + 1, plan.parts, plan.unreachable);
    expect([later.id, later.hash]).toEqual([plan.id, plan.hash]);
    const [other, first] = plan.parts;
    for (const part of [
      { ...first!, serial: 9 },
      { ...first!, liveDigest: "0" },
      { ...first!, changes: first!.changes.slice(1) },
      { ...first!, held: [] },
      { ...first!, stage: 1 },
    ]) {
      expect(sealedPlan(nowMs, [part, other!], plan.unreachable).hash).not.toBe(plan.hash);
    }
    expect(sealedPlan(nowMs, plan.parts, []).hash).not.toBe(plan.hash);
  });
});
