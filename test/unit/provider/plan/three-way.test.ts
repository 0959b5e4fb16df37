import { describe, expect, test } from "vitest";
import type { MemberPolicy } from "../../../../src/provider/contract/member.js";
import { apexNs, changesOf, heldOf, planOf, rrset } from "./plan-sketch.js";

const one = rrset("www A", "192.0.2.1");
const two = rrset("www A", "192.0.2.2");
const three = rrset("www A", "192.0.2.3");
const other = rrset("other TXT", '"by hand"');

describe("what an RRset is changed for", () => {
  test.each([
    ["the zone file moved", { last: one, there: one, wanted: two }, "update: pending"],
    ["the provider moved", { last: one, there: two, wanted: one }, "update: drift"],
    ["both moved", { last: one, there: two, wanted: three }, "update: conflict"],
    ["nothing is known of an earlier push", { there: one, wanted: two }, "update: first"],
    ["it is new in the zone file", { last: null, wanted: one }, "create: pending"],
    ["it is gone at the provider", { last: one, wanted: one }, "create: drift"],
    ["it is gone there and changed here", { last: one, wanted: two }, "create: conflict"],
    ["it was never pushed", { wanted: one }, "create: first"],
    ["it left the zone file", { last: one, there: one }, "delete: pending"],
    ["it left the zone file, and was changed there", { last: one, there: two }, "delete: conflict"],
    ["somebody made it there", { last: null, there: one }, "delete: drift"],
    ["nobody knows who made it", { there: one }, "delete: first"],
  ])("%s", (_, { last, there, wanted }: Views, change) => {
    const part = planOf({
      wanted: present(wanted),
      there: present(there),
      last: last === undefined ? null : present(last),
      policy: { mode: "mirror" },
      allow: ["shrunken-source", "empty-source"],
    });
    expect(changesOf(part)).toEqual([`www.example.com. A ${change}`]);
  });

  test("both moved to the same: nothing is left to do", () => {
    const part = planOf({ wanted: [two], there: [two], last: [one] });
    expect(changesOf(part)).toEqual([]);
    expect(part.unchanged).toBe(1);
  });

  test("the sentence names what comes, what goes, and the TTL", () => {
    const before = rrset("www A 300", ["192.0.2.1", "192.0.2.2"]);
    const after = rrset("www A 60", ["192.0.2.2", "192.0.2.3"], { extra: { proxied: true } });
    const [change] = planOf({ wanted: [after], there: [before], last: [before] }).changes;
    expect(change?.why).toBe(
      "changed in the zone file: 192.0.2.3 comes, 192.0.2.1 goes, TTL 300 → 60, proxied none → true",
    );
  });

  test("of many values, only some are named", () => {
    const values = Array.from({ length: 9 }, (_, i) => `192.0.2.${i}`);
    const [change] = planOf({
      wanted: [rrset("www A", values)],
      there: [one],
      last: [one],
    }).changes;
    expect(change?.why).toContain("192.0.2.0 and 192.0.2.2 and 192.0.2.3 and 5 more come");
  });
});

describe("what each mode does", () => {
  const sketch = { wanted: [apexNs], there: [apexNs, other, one], last: [apexNs, one] };
  test.each<[MemberPolicy["mode"], string[], number]>([
    ["additive", [], 1],
    ["owned", ["www.example.com. A delete: pending"], 1],
    ["mirror", ["other.example.com. TXT delete: drift", "www.example.com. A delete: pending"], 0],
  ])("%s", (mode, changes, foreign) => {
    const part = planOf({
      ...sketch,
      policy: { mode },
      allow: ["empty-source", "shrunken-source"],
    });
    expect(changesOf(part)).toEqual(changes);
    expect(part.foreign).toHaveLength(foreign);
  });

  test("owned deletes what the provider's mark says is ours, though nothing is remembered", () => {
    const marked = rrset("old A", "192.0.2.9", { marked: true });
    const part = planOf({ wanted: [one], there: [one, marked, other] });
    expect(changesOf(part)).toEqual(["old.example.com. A delete: first"]);
  });

  test("owned takes in silently what somebody else made and is the same", () => {
    const part = planOf({ wanted: [one], there: [one] });
    expect([part.changes, part.held, part.foreign]).toEqual([[], [], []]);
  });

  test("mirror keeps what `keep` names, unless it was ours", () => {
    const challenge = rrset("_acme-challenge.www TXT", '"token"');
    const foreign = planOf({ wanted: [one], there: [one, challenge], policy: { mode: "mirror" } });
    expect(changesOf(foreign)).toEqual([]);
    expect(foreign.foreign).toHaveLength(1);
    const ours = planOf({
      wanted: [one],
      there: [one, challenge],
      last: [one, challenge],
      policy: { mode: "mirror" },
    });
    expect(changesOf(ours)).toEqual(["_acme-challenge.www.example.com. TXT delete: pending"]);
  });

  test("NS at the apex are never deleted where nothing else would be left", () => {
    const there = [apexNs, one];
    const kept = planOf({ wanted: [one], there, policy: { mode: "mirror" } });
    expect([kept.changes, kept.held]).toEqual([[], []]);
  });

  test("NS added to the provider's own go, if somebody allows it", () => {
    const part = planOf({
      wanted: [apexNs, one],
      there: [apexNs, one],
      last: [apexNs, one],
      capabilities: { apexNs: "setting" },
      translation: { rrsets: [one] },
    });
    expect(heldOf(part)).toEqual(["example.com. NS delete: apex-ns"]);
  });
});

interface Views {
  readonly last?: typeof one | null;
  readonly there?: typeof one;
  readonly wanted?: typeof one;
}

function present(rrsetOrNone: typeof one | null | undefined) {
  return rrsetOrNone === null || rrsetOrNone === undefined ? [] : [rrsetOrNone];
}
