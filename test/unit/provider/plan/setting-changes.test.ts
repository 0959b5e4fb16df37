import { describe, expect, test } from "vitest";
import { keyOf } from "../../../../src/provider/rrset/rrset.js";
import {
  changesOf,
  heldOf,
  lastApplied,
  planOf,
  resource,
  rrset,
  type Sketch,
} from "./plan-sketch.js";

const www = rrset("www A", "192.0.2.1");

describe("settings of a provider's zone", () => {
  const sketch: Sketch = {
    wanted: [www],
    there: [www],
    more: { settings: { multi_provider: false, ns_ttl: 60 } },
    translation: { settings: { multi_provider: true } },
  };

  test.each([
    ["first", null],
    ["pending", lastApplied([www], { settings: { multi_provider: false } })],
    ["drift", lastApplied([www], { settings: { multi_provider: true } })],
  ])("are changed where the zone needs it, others left alone: %s", (cause, last) => {
    const part = planOf({ ...sketch, last });
    expect(changesOf(part)).toEqual([`setting multi_provider: ${cause}`]);
    expect(part.changes[0]?.why).toContain("false → true");
  });

  test("are held with the change that needs them, and go with it", () => {
    const ns = rrset("@ NS", ["ns1.example.net.", "ns2.example.net."]);
    const needing: Sketch = {
      wanted: [www, ns],
      there: [rrset("www A", "192.0.2.7"), rrset("@ NS", "ns1.example.net.")],
      last: [rrset("www A", "192.0.2.7"), rrset("@ NS", "ns1.example.net.")],
      more: { settings: { multi_provider: false } },
      translation: {
        settings: { multi_provider: true },
        settingsNeededBy: new Map([["multi_provider", keyOf(ns)]]),
      },
    };
    const part = planOf(needing);
    expect(changesOf(part)).toEqual(["www.example.com. A update: pending"]);
    expect(heldOf(part)).toEqual([
      "setting multi_provider: apex-ns",
      "example.com. NS update: apex-ns",
    ]);
    expect(part.held[0]!.refusal.message).toBe('waits for "example.com. NS update"');
    expect(changesOf(planOf({ ...needing, allow: ["apex-ns"] }))).toEqual([
      "setting multi_provider: pending",
      "example.com. NS update: pending",
      "www.example.com. A update: pending",
    ]);
    // What is there already needs its setting all the same.
    const there = [ns, rrset("www A", "192.0.2.7")];
    expect(heldOf(planOf({ ...needing, there, last: there }))).toEqual([]);
  });

  test("are compared by what they hold", () => {
    const more = { settings: { flags: { b: 1, a: [2] } } };
    const translation = { settings: { flags: { a: [2], b: 1 } } };
    expect(changesOf(planOf({ ...sketch, more, translation }))).toEqual([]);
  });
});

describe("resources", () => {
  const [one, other] = [resource("hc-1", { port: 80 }), resource("hc-2", { port: 80 })];

  test("are made, changed, and deleted when nothing refers to them", () => {
    const part = planOf({
      wanted: [www],
      there: [www],
      more: { resources: [resource("hc-2", { port: 81 }, "id 2"), resource("hc-3", {}, "id 3")] },
      translation: { resources: [one, other] },
    });
    expect(changesOf(part)).toEqual([
      "health-check hc-1: first",
      "health-check hc-2: first",
      "health-check hc-3: first",
    ]);
    expect(part.changes[2]?.change).toMatchObject({ before: { raw: "id 3" }, after: null });
  });

  test("stay in mode additive", () => {
    const more = { resources: [one] };
    const part = planOf({ wanted: [www], there: [www], more, policy: { mode: "additive" } });
    expect(changesOf(part)).toEqual([]);
  });

  test("stay as long as an RRset that is held refers to them", () => {
    const routed = rrset("www A", "192.0.2.1", { variant: "a", extra: { check: "hc-1" } });
    const part = planOf({
      wanted: [rrset("b A", "192.0.2.2")],
      there: [routed, rrset("b A", "192.0.2.2")],
      last: [routed, rrset("b A", "192.0.2.2")],
      more: { resources: [one, other] },
      policy: { protect: [{ owner: "www", types: [] }] },
    });
    expect(heldOf(part)).toEqual(["www.example.com. A (a) delete: protected-name"]);
    expect(changesOf(part)).toEqual(["health-check hc-2: pending"]);
  });
});
