/** What is remembered of a zone at a provider once a run is over. */
import type { JsonObject } from "../contract/json.js";
import type { LastApplied, Quarantined } from "../contract/memory.js";
import type { Translation } from "../contract/provider.js";
import type { Comparison } from "../rrset/comparable-rdata.js";
import { keyOf, type Rrset } from "../rrset/rrset.js";
import { rrsetDigest } from "../rrset/rrset-digest.js";
import { sameJson } from "../rrset/same-json.js";
import { sameRrset } from "../rrset/same-rrset.js";
import type { LiveView } from "./live-view.js";

export interface RunOutcome {
  /** With what the run did on top. */
  readonly last: LastApplied | null;
  readonly translation: Translation;
  readonly serial: number;
  readonly live: LiveView;
  readonly comparison: Comparison;
  readonly nowMs: number;
  readonly zoneId: string;
}

/**
 * Ours is what is wanted and there, whoever made it; and what was ours before, is still there, and
 * was not to be deleted for now.
 */
export function remembered(outcome: RunOutcome): LastApplied {
  const { last, translation, serial, live, comparison, nowMs, zoneId } = outcome;
  const isOfZone = last?.zoneId === undefined || last.zoneId === zoneId;
  const before = new Map(
    (isOfZone ? (last?.rrsets ?? []) : []).map((rrset) => [keyOf(rrset), rrset]),
  );
  const rrsets: Rrset[] = [];
  const wanted = new Map(translation.rrsets.map((rrset) => [keyOf(rrset), rrset]));
  for (const [key, rrset] of wanted) {
    const now = live.get(key);
    const isThere = now !== undefined && sameRrset(now, rrset, comparison);
    const kept = isThere ? rrset : before.get(key);
    if (kept !== undefined) rrsets.push(kept);
  }
  for (const [key, rrset] of before)
    if (!wanted.has(key) && live.get(key) !== undefined) rrsets.push(rrset);
  return {
    serial,
    appliedAtMs: nowMs,
    zoneId,
    rrsets,
    settings: settingsNow(translation.settings, live.settings, last?.settings ?? {}),
    quarantined: (last?.quarantined ?? []).filter((one) =>
      isStillWanted(one, wanted, live, comparison),
    ),
  };
}

function settingsNow(wanted: JsonObject, live: JsonObject, before: JsonObject): JsonObject {
  const settings = { ...before };
  for (const [name, value] of Object.entries(wanted)) {
    if (sameJson(live[name] ?? null, value)) settings[name] = value;
  }
  return settings;
}

function isStillWanted(
  { key, digest }: Quarantined,
  wanted: ReadonlyMap<string, Rrset>,
  live: LiveView,
  comparison: Comparison,
): boolean {
  const rrset = wanted.get(key);
  if (rrset === undefined || rrsetDigest(rrset) !== digest) return false;
  const now = live.get(key);
  return now === undefined || !sameRrset(now, rrset, comparison);
}

/** Whether writing it down again would say anything new. */
export function saysTheSame(a: LastApplied | null, b: LastApplied): boolean {
  if (
    a === null ||
    a.serial !== b.serial ||
    a.zoneId !== b.zoneId ||
    a.rrsets.length !== b.rrsets.length
  )
    return false;
  if (!sameJson(a.settings, b.settings) || a.quarantined.length !== b.quarantined.length)
    return false;
  const digests = new Map(a.rrsets.map((rrset) => [keyOf(rrset), rrsetDigest(rrset)]));
  return b.rrsets.every((rrset) => digests.get(keyOf(rrset)) === rrsetDigest(rrset));
}
