import { describe, expect, it } from "vitest";
import type { RrsetChange } from "../../../../src/provider/contract/change.js";
import type { LastApplied } from "../../../../src/provider/contract/memory.js";
import type { Snapshot } from "../../../../src/provider/contract/provider.js";
import { resolvedLast } from "../../../../src/provider/plan/resolved-last.js";
import { looseComparison } from "../../../../src/provider/rrset/comparable-rdata.js";
import type { ListedRrset, Rrset } from "../../../../src/provider/rrset/rrset.js";
import { rrset } from "./plan-sketch.js";

const old = rrset("www A", "192.0.2.1");
const sent = rrset("www A", "192.0.2.2");
const strangers = rrset("www A", "192.0.2.3");
const gone = rrset("gone TXT", '"x"');

const listed = (one: Rrset): ListedRrset => ({ ...one, raw: null, marked: null });
const update: RrsetChange = { kind: "update", id: "u", before: listed(old), after: sent };
const create: RrsetChange = { kind: "create", id: "c", before: null, after: sent };
const removal: RrsetChange = { kind: "delete", id: "d", before: listed(gone), after: null };

function resolved(rrsets: readonly Rrset[], uncertain: readonly RrsetChange[], live: Rrset[]) {
  const appliedAtMs = rrsets.length === 0 ? 0 : 1;
  const last: LastApplied = {
    serial: 1,
    appliedAtMs,
    rrsets,
    settings: {},
    quarantined: [],
    uncertain,
  };
  const snapshot: Snapshot = {
    rrsets: live.map(listed),
    settings: {},
    resources: [],
    opaque: [],
    serial: null,
    listedAtMs: 0,
  };
  return resolvedLast(last, snapshot, looseComparison)?.rrsets ?? null;
}

describe("what a killed run sent", () => {
  it("was made by us where it arrived", () => {
    expect(resolved([old], [update], [sent])).toEqual([sent]);
    expect(resolved([], [create], [sent])).toEqual([sent]);
    expect(resolved([old, gone], [removal], [old])).toEqual([old]);
  });

  it("is as it was before where it did not", () => {
    expect(resolved([old], [update], [old])).toEqual([old]);
    expect(resolved([], [create], [])).toBeNull();
    expect(resolved([gone], [removal], [gone])).toEqual([gone]);
  });

  it("makes nobody else's RRset ours", () => {
    expect(resolved([], [create], [strangers])).toBeNull();
    expect(resolved([old], [update], [strangers])).toEqual([old]);
  });
});
