/** Why an RRset is changed, in a sentence, and what of it. */
import { rdataToText } from "../../dns/rr/rdata-text.js";
import type { RrsetChange } from "../contract/change.js";
import type { Json, JsonObject } from "../contract/json.js";
import type { PlannedChange } from "../contract/plan.js";
import type { Comparison } from "../rrset/comparable-rdata.js";
import type { Rrset } from "../rrset/rrset.js";
import { canonicalJson, sameJson } from "../rrset/same-json.js";
import { comparableKey } from "../rrset/same-rrset.js";

type Cause = PlannedChange["cause"];

/** Values that are named on each side; the rest is counted. */
const valuesMax = 3;
/** Characters of one value. */
const valueCharsMax = 60;

const reasons: Readonly<Record<RrsetChange["kind"], Readonly<Record<Cause, string>>>> = {
  create: {
    first: "not there yet",
    pending: "new in the zone file",
    drift: "gone at the provider since it was applied",
    conflict: "changed in the zone file, but gone at the provider",
  },
  update: {
    first: "differs from the zone file",
    pending: "changed in the zone file",
    drift: "changed at the provider since it was applied",
    conflict: "changed in the zone file and, in another way, at the provider",
  },
  delete: {
    first: "not in the zone file",
    pending: "no longer in the zone file",
    drift: "made at the provider; the zone file never had it",
    conflict: "no longer in the zone file, but changed at the provider since it was applied",
  },
};

/** Of RRsets that follow the running server, whose answers move without the zone file. */
const drivenReasons: Readonly<Record<Cause, string>> = {
  ...reasons.update,
  first: "differs from what is answered now",
  pending: "another answer than before",
  conflict: "another answer than before and, in another way, changed at the provider",
};

export function whyChanged(
  change: RrsetChange,
  cause: Cause,
  comparison: Comparison,
  isDriven = false,
): string {
  const reason =
    isDriven && change.kind === "update" ? drivenReasons[cause] : reasons[change.kind][cause];
  if (change.kind !== "update") return reason;
  return `${reason}: ${differenceText(change.before, change.after, comparison)}`;
}

/** `192.0.2.2 comes, 192.0.2.1 goes, TTL 300 → 60` */
export function differenceText(before: Rrset, after: Rrset, comparison: Comparison): string {
  const parts = [
    ...valuesText(after, before, comparison, "comes", "come"),
    ...valuesText(before, after, comparison, "goes", "go"),
  ];
  if (before.ttlSeconds !== after.ttlSeconds) {
    parts.push(`TTL ${before.ttlSeconds} → ${after.ttlSeconds}`);
  }
  parts.push(...extraText(before.extra, after.extra));
  return parts.join(", ");
}

function valuesText(
  one: Rrset,
  other: Rrset,
  comparison: Comparison,
  verb: string,
  verbs: string,
): string[] {
  const { count, text } = valuesOnlyIn(one, other, comparison);
  return count === 0 ? [] : [`${text} ${count === 1 ? verb : verbs}`];
}

/** What `one` has and `other` has not. */
export function valuesOnlyIn(
  one: Rrset,
  other: Rrset,
  comparison: Comparison,
): { readonly count: number; readonly text: string } {
  const there = new Set(other.rdatas.map((rdata) => comparableKey(other.type, rdata, comparison)));
  const only = one.rdatas.filter((rdata) => !there.has(comparableKey(one.type, rdata, comparison)));
  const named = only.slice(0, valuesMax).map((rdata) => cut(rdataToText(one.type, rdata)));
  const more = only.length > valuesMax ? ` and ${only.length - valuesMax} more` : "";
  return { count: only.length, text: `${named.join(" and ")}${more}` };
}

function extraText(before: JsonObject | null, after: JsonObject | null): string[] {
  return extraDifferences(before, after).map(([key, old, now]) => `${key} ${old} → ${now}`);
}

/** Key, and its value on either side. */
export function extraDifferences(
  before: JsonObject | null,
  after: JsonObject | null,
): (readonly [string, string, string])[] {
  const keys = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...keys]
    .sort()
    .filter((key) => !sameJson(before?.[key] ?? null, after?.[key] ?? null))
    .map((key) => [key, jsonText(before?.[key]), jsonText(after?.[key])] as const);
}

export function jsonText(value: Json | undefined): string {
  return value === undefined || value === null ? "none" : cut(canonicalJson(value));
}

function cut(text: string): string {
  return text.length <= valueCharsMax ? text : `${text.slice(0, valueCharsMax)}…`;
}
