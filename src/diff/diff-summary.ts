/** A diff in numbers. */
import { counted } from "../base/counted.js";
import { type Change, isTtlOnly, type NameChange, type ZoneDiff } from "./change.js";

export interface DiffSummary {
  /** Names that exist now and did not. */
  readonly added: number;
  readonly removed: number;
  /** Names with other records. */
  readonly changed: number;
  /** Groups of names that no file lists: those that a wildcard answers for, or not any more. */
  readonly others: number;
  /** Zone cuts and DNAMEs. */
  readonly delegations: number;
  readonly redirections: number;
  readonly ttlOnly: number;
}

const nothing: DiffSummary = {
  added: 0,
  removed: 0,
  changed: 0,
  others: 0,
  delegations: 0,
  redirections: 0,
  ttlOnly: 0,
};

/** Of one zone, or of several together. */
export function summaryOf(diffs: readonly ZoneDiff[]): DiffSummary {
  const counts: { -readonly [key in keyof DiffSummary]: number } = { ...nothing };
  for (const { changes } of diffs) for (const change of changes) counts[countedAs(change)]++;
  return counts;
}

function countedAs(change: Change): keyof DiffSummary {
  if (isTtlOnly(change)) return "ttlOnly";
  switch (change.kind) {
    case "name":
      return change.names === "others" ? "others" : nameCountedAs(change);
    case "delegation":
      return "delegations";
    case "redirection":
      return "redirections";
    case "negative-ttl":
      return "ttlOnly";
  }
}

function nameCountedAs({ before, after }: NameChange): "added" | "removed" | "changed" {
  if (before.state === "absent") return "added";
  return after.state === "absent" ? "removed" : "changed";
}

/** `2 names added, 1 changed, 1 delegation`. */
export function summaryText(summary: DiffSummary): string {
  const { added, removed, changed, others, delegations, redirections, ttlOnly } = summary;
  const parts: string[] = [];
  const name = (count: number, what: string) => {
    if (count > 0) parts.push(`${parts.length === 0 ? counted(count, "name") : count} ${what}`);
  };
  name(added, "added");
  name(removed, "removed");
  name(changed, "changed");
  if (others > 0) parts.push(`${counted(others, "group")} of names that wildcards decide`);
  if (delegations > 0) parts.push(counted(delegations, "delegation"));
  if (redirections > 0) parts.push(counted(redirections, "redirection"));
  if (ttlOnly > 0) parts.push(`${counted(ttlOnly, "change")} of TTLs only`);
  return parts.length === 0 ? "no answers change" : parts.join(", ");
}

/** `2026112201 → 2026112202`, or what else there is to say of the serial. */
export function serialText({ serial: { before, after } }: ZoneDiff): string {
  if (before === null || after === null) return `serial ${before ?? after}`;
  return before === after ? `serial ${after}, as before` : `serial ${before} → ${after}`;
}

/** What a whole zone that comes or goes is. */
export function wholeZoneText({ kind, records }: ZoneDiff): string {
  return kind === "added"
    ? `a new zone of ${counted(records.after, "record")}`
    : `the zone is gone, and its ${counted(records.before, "record")}`;
}
