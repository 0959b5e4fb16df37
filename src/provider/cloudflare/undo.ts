/**
 * The way back at Cloudflare. Comments, settings and tags are of records, and an RRset tells only
 * those that all of its records have: when some of them go, the rest may have more in common than
 * before. That is no edit of somebody else.
 */
import type { Change } from "../contract/change.js";
import type { Snapshot } from "../contract/provider.js";
import { undoOf } from "../plan/undo.js";
import { looseComparison } from "../rrset/comparable-rdata.js";
import { keyOf } from "../rrset/rrset.js";
import { sameJson } from "../rrset/same-json.js";
import { extraOf, type RawRecord, rawRecordsOf } from "./extra.js";

export function undoAtCloudflare(done: readonly Change[], live: Snapshot): readonly Change[] {
  const byKey = new Map(live.rrsets.map((rrset) => [keyOf(rrset), rrset]));
  const seen = done.map((change): Change => {
    if (change.kind !== "update" || isAlike(rawRecordsOf(change.before.raw))) return change;
    const { after } = change;
    const now = byKey.get(keyOf(after));
    const isAsLeft = now !== undefined && extraOf(now).proxied === extraOf(after).proxied;
    return isAsLeft ? { ...change, after: { ...after, extra: now.extra } } : change;
  });
  return undoOf(seen, live, looseComparison);
}

function isAlike(records: readonly RawRecord[]): boolean {
  const notes = records.map(({ comment, tags = [], settings = [], ttl }) => {
    return { comment, tags, settings, ttl };
  });
  return notes.every((note) => sameJson(note, notes[0]!));
}
