/**
 * Zones that nobody touched and that a change of others breaks: whoever removes a host may not know
 * what points at it. Only what a change has made worse is told, so that nobody is held up by faults
 * that were there before.
 */
import { rrtype } from "../../validators/rrtype.js";
import type { ZoneIndex } from "../../validators/zone-index.js";
import type { Diagnostic } from "../base/diagnostic.js";
import { type CheckRun, TargetChecker } from "./check-run.js";
import { RepositoryZones } from "./repository-zones.js";
import type { ZoneVerdict } from "./zone-checker.js";

/** Verdicts of zones outside the targets in which something is found that HEAD had not. */
export function* checkAffected(run: CheckRun): Generator<ZoneVerdict> {
  const { head, mergeBase: _, ...settings } = run;
  if (head === undefined || !mayHurtOthers(run)) return;
  const rules = run.rules.filter(({ judges, check }) => judges === "zones" && check !== null);
  const codes = new Set(rules.map(({ id }) => id));
  const now = new TargetChecker({ ...settings, rules });
  const before = new TargetChecker({ ...settings, ...head, rules });
  const touched = new Set(run.targets.map(({ path }) => path));
  for (const zone of run.listed) {
    if (touched.has(zone.path)) continue;
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

/** Whether other zones may miss something that was in the touched ones. */
function mayHurtOthers({ files, listed, targets, removed = [], head }: CheckRun): boolean {
  if (removed.length > 0) return true;
  if (head === undefined) return false;
  const now = new RepositoryZones(files, listed);
  const before = new RepositoryZones(head.files, head.listed);
  return targets.some((target) => {
    const old = before.version(target);
    const young = now.version(target);
    return old != null && young != null && (lacks(young, old) || hides(young, old));
  });
}

/** Whether `zone` is without an RRset that `other` has. */
function lacks(zone: ZoneIndex, other: ZoneIndex): boolean {
  const { ownerCount, ownerRrsets, rrsetType, names, nameStart } = other.zone;
  for (let owner = 0; owner < ownerCount; owner++) {
    const same = zone.zone.findOwner(names, nameStart[owner]!, nameStart[owner + 1]!);
    for (let rrset = ownerRrsets[owner]!; rrset < ownerRrsets[owner + 1]!; rrset++) {
      if (same === -1 || !zone.has(same, rrsetType[rrset]!)) return true;
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
