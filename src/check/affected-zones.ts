/**
 * Zones that nobody touched and that a change of others breaks: whoever removes a host may not know
 * what points at it. Only what a change has made worse is told, so that nobody is held up by faults
 * that were there before.
 */
import { rrtype } from "../../validators/rrtype.js";
import type { ZoneIndex } from "../../validators/zone-index.js";
import type { Diagnostic } from "../base/diagnostic.js";
import { isMadeBySigner, isSameRrset, recordsOnlyIn } from "../diff/same-rrset.js";
import { rrsetOf } from "../zone/record-view.js";
import { type CheckRun, TargetChecker, type ZoneVersion } from "./check-run.js";
import type { ListedZone } from "./listed-zone.js";
import { RepositoryZones } from "./repository-zones.js";
import type { ZoneVerdict } from "./zone-checker.js";

/** Verdicts of zones outside the targets in which something is found that HEAD had not. */
export function* checkAffected(run: CheckRun): Generator<ZoneVerdict> {
  const { head, mergeBase: _, ...settings } = run;
  if (head === undefined) return;
  const rules = run.rules.filter(({ judges, check }) => judges === "zones" && check !== null);
  const codes = new Set(rules.map(({ id }) => id));
  const now = new TargetChecker({ ...settings, rules });
  const before = new TargetChecker({ ...settings, ...head, rules });
  const reached = zonesInReach(run, head);
  run.files.prefetch?.(reached.map(({ path }) => path));
  for (const zone of reached) {
    const verdict = now.check(zone);
    const found = verdict.diagnostics.filter(({ code }) => codes.has(code));
    if (found.length === 0) continue;
    const old = new Set(before.check(zone).diagnostics.map(keyOf));
    const diagnostics = found.filter((diagnostic) => !old.has(keyOf(diagnostic)));
    if (diagnostics.length > 0) yield { ...verdict, diagnostics, suppressed: [] };
  }
}

/** The same finding, wherever its record stands by now. */
function keyOf({ code, message }: Diagnostic): string {
  return `${code} ${message}`;
}

/**
 * Zones outside the targets that may suffer: all, if something is gone that any of them may point
 * at; else those above a touched zone, whose NS, glue and DS records it must agree with.
 */
function zonesInReach(run: CheckRun, head: ZoneVersion): ListedZone[] {
  const { files, listed, targets, removed = [] } = run;
  const touched = new Set(targets.map(({ path }) => path));
  const others = listed.filter(({ path }) => !touched.has(path));
  if (others.length === 0 || removed.length > 0) return others;
  const now = new RepositoryZones(files, listed);
  const before = new RepositoryZones(head.files, head.listed);
  const mayHurtAnyone = targets.some((target) => {
    const old = before.version(target);
    const young = now.version(target);
    return old != null && young != null && (lacksRecord(young, old) || hides(young, old));
  });
  if (mayHurtAnyone) return others;
  const above = namesAbove(targets);
  return others.filter(({ apex }) => apex !== null && above.has(apex));
}

/** Presentation forms of all names above the apexes. */
function namesAbove(zones: readonly ListedZone[]): Set<string> {
  const above = new Set<string>();
  for (const { apex } of zones) {
    if (apex === null || apex === ".") continue;
    for (let at = apex.indexOf(".") + 1; at < apex.length; at = apex.indexOf(".", at) + 1) {
      above.add(apex.slice(at));
    }
    above.add(".");
  }
  return above;
}

/** Whether `zone` is without a record that `other` has, whatever its TTL. */
function lacksRecord({ zone }: ZoneIndex, { zone: other }: ZoneIndex): boolean {
  const { ownerCount, ownerRrsets, rrsetType, names, nameStart } = other;
  for (let owner = 0; owner < ownerCount; owner++) {
    const same = zone.findOwner(names, nameStart[owner]!, nameStart[owner + 1]!);
    for (let rrset = ownerRrsets[owner]!; rrset < ownerRrsets[owner + 1]!; rrset++) {
      const type = rrsetType[rrset]!;
      if (type === rrtype.SOA || isMadeBySigner(type)) continue;
      const kept = rrsetOf(zone, same, type);
      if (kept !== -1 && isSameRrset(zone, kept, other, rrset)) continue;
      if (recordsOnlyIn(other, rrset, zone, kept) > 0) return true;
    }
  }
  return false;
}

/** Whether `zone` has more of what names disappear behind. */
function hides(zone: ZoneIndex, other: ZoneIndex): boolean {
  return [rrtype.NS, rrtype.DNAME, rrtype.CNAME].some(
    (type) => zone.rrsetsOf(type).length > other.rrsetsOf(type).length,
  );
}
