/**
 * The way back: what puts a provider's zone to what it was before some changes. Only what still is
 * as those changes left it is touched, so nobody's newer edit is lost.
 */

import type { Change, ResourceChange, RrsetChange, SettingChange } from "../contract/change.js";
import type { Json } from "../contract/json.js";
import type { Snapshot } from "../contract/provider.js";
import { type Comparison, looseComparison } from "../rrset/comparable-rdata.js";
import { keyOf, type ListedRrset, type Rrset } from "../rrset/rrset.js";
import { sameJson } from "../rrset/same-json.js";
import { sameRrset } from "../rrset/same-rrset.js";
import { changeId } from "./change-id.js";

/** Inverse changes, in the reverse order. */
export function undoOf(
  done: readonly Change[],
  live: Snapshot,
  comparison: Comparison = looseComparison,
): readonly Change[] {
  const byKey = new Map(live.rrsets.map((rrset) => [keyOf(rrset), rrset]));
  const undone: Change[] = [];
  for (const change of done.toReversed()) {
    const back =
      change.kind === "setting"
        ? settingBack(change, live)
        : change.kind === "resource"
          ? resourceBack(change, live)
          : rrsetBack(change, byKey, comparison);
    if (back !== null) undone.push(back);
  }
  return undone;
}

function rrsetBack(
  change: RrsetChange,
  live: ReadonlyMap<string, ListedRrset>,
  comparison: Comparison,
): RrsetChange | null {
  const now = live.get(keyOf(change.after ?? change.before)) ?? null;
  if (change.after === null) {
    if (now !== null) return null;
    const after = plain(change.before);
    const id = changeId(after, "create");
    return { kind: "create", id, before: null, after, ...restored(change.before) };
  }
  if (now === null || !sameRrset(now, change.after, comparison)) return null;
  if (change.before === null) {
    return { kind: "delete", id: changeId(now, "delete"), before: now, after: null };
  }
  const after = plain(change.before);
  const id = changeId(after, "update");
  return { kind: "update", id, before: now, after, ...restored(change.before) };
}

/** The same change the other way round, whatever is there. */
export function inverse({ before, after }: RrsetChange): RrsetChange {
  if (before === null) {
    return {
      kind: "delete",
      id: changeId(after, "delete"),
      before: { ...after, raw: null, marked: null },
      after: before,
    };
  }
  const back = plain(before);
  if (after === null)
    return { kind: "create", id: changeId(back, "create"), before: after, after: back };
  return {
    kind: "update",
    id: changeId(back, "update"),
    before: { ...after, raw: null, marked: null },
    after: back,
  };
}

function settingBack(change: SettingChange, live: Snapshot): SettingChange | null {
  const { name, before, after } = change;
  const now = live.settings[name] ?? null;
  return sameJson(now, after) ? { ...change, before: now, after: before } : null;
}

function resourceBack(change: ResourceChange, live: Snapshot): ResourceChange | null {
  const { before, after } = change;
  const now = live.resources.find(({ name }) => name === change.name) ?? null;
  const isAsLeft = now === null || after === null ? now === after : sameJson(now.spec, after.spec);
  if (!isAsLeft) return null;
  return { ...change, before: now, after: before === null ? null : { ...before, raw: null } };
}

function restored({ raw }: Pick<ListedRrset, "raw">): { readonly restores?: Json } {
  return raw === null ? {} : { restores: raw };
}

/** Without what only held for the RRset that was listed. */
function plain({ owner, type, variant, ttlSeconds, rdatas, extra }: Rrset): Rrset {
  return { owner, type, variant, ttlSeconds, rdatas, extra };
}
