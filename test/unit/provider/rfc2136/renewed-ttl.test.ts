import { describe, expect, it } from "vitest";
import { nameFromText } from "../../../../src/dns/name-text.js";
import { apexNsOfNewTtl, renewalOf } from "../../../../src/provider/rfc2136/renewed-ttl.js";
import type { Rrset } from "../../../../src/provider/rrset/rrset.js";

const apex = nameFromText("example.com.")!;
const ns1 = nameFromText("ns1.example.com.")!;

function ns(ttlSeconds: number, owner = apex): Rrset {
  return { owner, type: 2, variant: "", ttlSeconds, rdatas: [ns1], extra: null };
}

function updated(from: Rrset, after: Rrset) {
  const before = { ...from, raw: null, marked: null };
  return apexNsOfNewTtl([{ kind: "update", id: "u", before, after }], apex);
}

describe("a new TTL of NS at the apex", () => {
  it("is looked after, that of other RRsets not", () => {
    expect(updated(ns(3600), ns(300))).toEqual(ns(300));
    expect(updated(ns(300), ns(300))).toBeNull();
    const sub = nameFromText("sub.example.com.")!;
    expect(updated(ns(3600, sub), ns(300, sub))).toBeNull();
  });

  it("is not sent again to a server that took it", () => {
    expect(renewalOf(ns(300), [ns(300)])).toBeNull();
    expect(renewalOf(ns(300), [])).toBeNull();
  });

  it("is sent again to one that kept the old, never without an NS at the apex in between", () => {
    const parts = renewalOf(ns(300), [ns(3600)])!;
    expect(parts.prerequisites).toMatchObject([{ kind: "rrset-is", rdatas: [ns1] }]);
    let there = 1;
    for (const { kind } of parts.steps) {
      there += kind === "add" ? 1 : -1;
      expect(there).toBeGreaterThan(0);
    }
    expect(there).toBe(1);
    expect(parts.steps.filter(({ kind }) => kind === "add")).toMatchObject([
      { ttlSeconds: 300 },
      { ttlSeconds: 300, rdata: ns1 },
    ]);
  });
});
