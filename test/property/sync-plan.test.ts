/**
 * Plans over random states of zone file, memory and provider: what is planned, made, planned again,
 * and taken back. A failure prints its seed; run it again with
 * `SEED=… npx vitest run test/property/sync-plan`.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LiveView } from "../../src/provider/apply/live-view.js";
import { remembered } from "../../src/provider/apply/remembered.js";
import type { Change, RrsetChange } from "../../src/provider/contract/change.js";
import type { PlanPart } from "../../src/provider/contract/plan.js";
import { liveDigest } from "../../src/provider/plan/live-digest.js";
import { canStandTogether } from "../../src/provider/plan/obstacles.js";
import { readPlan, writePlan } from "../../src/provider/plan/plan-file.js";
import { sealedPlan } from "../../src/provider/plan/plan-seal.js";
import { liftableCodes } from "../../src/provider/plan/refusals/gates.js";
import { ownerKey } from "../../src/provider/plan/refusals/shares.js";
import { undoOf } from "../../src/provider/plan/undo.js";
import { looseComparison } from "../../src/provider/rrset/comparable-rdata.js";
import { keyOf, type ListedRrset, type Rrset } from "../../src/provider/rrset/rrset.js";
import { rrsetDigest } from "../../src/provider/rrset/rrset-digest.js";
import { rrsetFromJson, rrsetToJson } from "../../src/provider/rrset/rrset-text.js";
import { sameRrset } from "../../src/provider/rrset/same-rrset.js";
import { oddZone } from "../support/odd-zone-arbitrary.js";
import { changesMade } from "../unit/provider/plan/changes-made.js";
import {
  lastApplied,
  nowMs,
  plainZone,
  planOf,
  type Sketch,
  snapshot,
} from "../unit/provider/plan/plan-sketch.js";
import { anyMode, liveState, rrsetLikeness, zoneState } from "./sync-arbitrary.js";

const seed = Number(process.env.SEED ?? Date.now() % 0x7fff_ffff);
const numRuns = Number(process.env.RUNS ?? 60);

const views = fc.record({
  wanted: zoneState,
  there: liveState,
  last: fc.option(zoneState, { nil: null }),
  mode: anyMode,
  /** Codes that are allowed: none, or all. */
  allow: fc.constantFrom<readonly string[]>([], liftableCodes),
});
/** Without bounds on how much may change, so that something does. */
const safety = { deletesMax: 1, updatesMax: 1, fromRecords: 10, shrinkMax: 1 };

type Views = typeof views extends fc.Arbitrary<infer V> ? V : never;

function sketchOf({ mode, ...sides }: Views): Sketch {
  return { ...sides, policy: { mode, safety } };
}

/** The state after a part was applied, and what is then remembered. */
function after(sketch: Sketch, part: PlanPart) {
  const live = snapshot(sketch.there ?? []);
  const changes = part.refusals.length > 0 ? [] : part.changes.map(({ change }) => change);
  const now = changesMade(live, changes);
  const view = new LiveView();
  view.see(now);
  const last = remembered({
    last: lastApplied((sketch.last ?? []) as readonly Rrset[]),
    translation: { rrsets: sketch.wanted, settings: {}, resources: [], losses: [] },
    serial: 1,
    live: view,
    comparison: looseComparison,
    zoneId: plainZone.id,
    nowMs,
  });
  return { live, now, last };
}

describe(`a plan (seed ${seed})`, () => {
  const check = (property: (given: Views, sketch: Sketch, part: PlanPart) => void) =>
    fc.assert(
      fc.property(views, (given) => {
        const sketch = sketchOf(given);
        property(given, sketch, planOf(sketch));
      }),
      { seed, numRuns },
    );

  it("once applied, leaves nothing to do; what is held stays held", () => {
    check((_, sketch, part) => {
      const { now, last } = after(sketch, part);
      if (part.refusals.length > 0) return;
      const again = planOf({ ...sketch, there: now.rrsets, last });
      expect(again.changes).toEqual([]);
      expect(idsOf(again.held)).toEqual(idsOf(part.held));
    });
  });

  it("makes a mirror equal to the zone file, and touches nothing that is equal", () => {
    check((given, sketch, part) => {
      for (const { change } of part.changes) {
        const { before, after: made } = change as RrsetChange;
        if (before !== null && made !== null) {
          expect(sameRrset(before, made, looseComparison)).toBe(false);
        }
      }
      if (given.mode !== "mirror" || given.allow.length === 0) return;
      const { now } = after(sketch, part);
      expect(liveDigest(now)).toBe(liveDigest(snapshot([...given.wanted])));
    });
  });

  it("never puts together what cannot stand at one name", () => {
    check((_, sketch, part) => {
      for (const rrsets of byOwner(after(sketch, part).now.rrsets).values()) {
        for (const one of rrsets) {
          for (const other of rrsets) {
            if (one !== other) expect(canStandTogether(one, other)).toBe(true);
          }
        }
      }
    });
  });

  it("unasked, never touches what others made, and deletes nothing in mode additive", () => {
    check(({ mode, allow, there, last }, _, part) => {
      if (mode === "mirror" || allow.length > 0) return;
      const ours = new Set((last ?? []).map(keyOf));
      const isBare = last === null && there.every(({ type }) => type === 2);
      for (const { change } of part.changes) {
        const { before, kind } = change as RrsetChange;
        if (mode === "additive") expect(kind).not.toBe("delete");
        if (before === null || isBare) continue;
        expect(before.marked === true || ours.has(keyOf(before))).toBe(true);
      }
    });
  });

  it("can be taken back", () => {
    check((_, sketch, part) => {
      const changes = part.changes.map(({ change }) => change);
      const live = snapshot(sketch.there ?? []);
      const now = changesMade(live, changes);
      const back = changesMade(now, undoOf(changes, now));
      expect(liveDigest(back)).toBe(liveDigest(live));
    });
  });

  it("is the same whatever the order of what it is made from", () => {
    check((given, sketch, part) => {
      const turned = planOf({
        ...sketch,
        wanted: given.wanted.toReversed(),
        there: given.there.toReversed(),
        last: given.last?.toReversed() ?? null,
      });
      expect(sealedPlan(nowMs, [turned], []).hash).toBe(sealedPlan(nowMs, [part], []).hash);
    });
  });

  it("comes back from disk as it was", () => {
    check((_, _sketch, part) => {
      const plan = sealedPlan(nowMs, [part], []);
      expect(readPlan(writePlan(plan))).toEqual(plan);
    });
  });

  it("has each change in one batch, and those of one owner in the same", () => {
    check((_, _sketch, part) => {
      if (part.refusals.length > 0) return;
      const packed = part.batches.flatMap(({ changes }) => changes.map(({ id }) => id));
      expect(packed.toSorted()).toEqual(idsOf(part.changes).toSorted());
      const batchOf = new Map<string, number>();
      for (const [index, batch] of part.batches.entries()) {
        for (const change of batch.changes) {
          const { before, after: made } = change as RrsetChange;
          const owner = ownerKey((made ?? before)!);
          expect(batchOf.get(owner) ?? index).toBe(index);
          batchOf.set(owner, index);
        }
      }
    });
  });
});

describe(`sameness of RRsets (seed ${seed})`, () => {
  it("is an equivalence, and what digests are made of says the same", () => {
    fc.assert(
      fc.property(rrsetLikeness, rrsetLikeness, rrsetLikeness, (a, b, c) => {
        const same = (one: Rrset, other: Rrset) => sameRrset(one, other, looseComparison);
        expect(same(a, a)).toBe(true);
        expect(same(a, b)).toBe(same(b, a));
        if (same(a, b) && same(b, c)) expect(same(a, c)).toBe(true);
        expect(rrsetDigest(a) === rrsetDigest(b)).toBe(same(a, b));
      }),
      { seed, numRuns: numRuns * 10 },
    );
  });

  it("holds between an RRset and its text read again, octet for octet", () => {
    fc.assert(
      fc.property(oddZone("example.com.", 6), ({ rrsets }) => {
        for (const rrset of rrsets) {
          const text = JSON.stringify(rrsetToJson(rrset));
          expect(rrsetFromJson(JSON.parse(text))).toEqual(rrset);
        }
      }),
      { seed, numRuns: Math.ceil(numRuns / 2) },
    );
  });
});

function idsOf(changes: readonly { readonly change: Change }[]): string[] {
  return changes.map(({ change }) => change.id);
}

function byOwner(rrsets: readonly ListedRrset[]): ReadonlyMap<string, ListedRrset[]> {
  const owners = new Map<string, ListedRrset[]>();
  for (const rrset of rrsets) {
    const key = ownerKey(rrset);
    owners.set(key, [...(owners.get(key) ?? []), rrset]);
  }
  return owners;
}
