/**
 * Zones that nobody touched and that a change of others breaks: whoever removes a host may not know
 * what points at it. Only what a change has made worse is told, so that nobody is held up by faults
 * that were there before.
 */
import { rrtype } from "../../validators/rrtype.js";
import type { ZoneIndex } from "../../validators/zone-index.js";
import type { Diagnostic } from "../base/diagnostic.js";
import { isMadeBySigner, isSameRrset, recordsOnlyIn } from "../diff/same-rrset.js";
import { contentOf } from "../zone/file-content.js";
import { rrsetOf } from "../zone/record-view.js";
import { ZoneFileError, type ZoneFiles } from "../zone/zone-files.js";
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
  const gone = [...targets, ...removed];
  if (others.length === 0) return others;
  if (removed.length > 0) return speakersOf(others, gone, files);
  const now = new RepositoryZones(files, listed);
  const before = new RepositoryZones(head.files, head.listed);
  const mayHurtAnyone = targets.some((target) => {
    const old = before.version(target);
    const young = now.version(target);
    return old != null && young != null && (lacksRecord(young, old) || hides(young, old));
  });
  if (mayHurtAnyone) return speakersOf(others, targets, files);
  const above = namesAbove(targets);
  return others.filter(({ apex }) => apex !== null && above.has(apex));
}

/** Of `others`, those whose files may speak of a touched zone. */
function speakersOf(
  others: readonly ListedZone[],
  touched: readonly ListedZone[],
  files: ZoneFiles,
): ListedZone[] {
  files.prefetch?.(others.map(({ path }) => path));
  return others.filter((zone) => maySpeakOf(zone, touched, files));
}

/**
 * Whether a file can hold a name of one of these zones: that needs the first label of its apex,
 * letter for letter, unless octets are escaped or come from another file. Addresses are all that
 * speaks of a reverse zone. Looking for a word is a tenth of the work of reading a zone.
 */
function maySpeakOf(zone: ListedZone, touched: readonly ListedZone[], files: ZoneFiles): boolean {
  const { apex, path } = zone;
  if (apex === null) return true;
  const text = textOf(files, path);
  if (text === undefined || /\\\d|^\$(include|generate)/m.test(text)) return true;
  return touched.some((other) => {
    const name = other.apex;
    if (name === null || name === "." || name.includes("\\") || name.endsWith(".arpa."))
      return true;
    return isBelow(apex, name) || isBelow(name, apex) || text.includes(name.split(".")[0]!);
  });
}

/** In lower case, an octet a character; undefined if it cannot be had. */
function textOf(files: ZoneFiles, path: string): string | undefined {
  try {
    const { buffer, byteOffset, length } = contentOf(files, path);
    return Buffer.from(buffer, byteOffset, length).toString("latin1").toLowerCase();
  } catch (error) {
    if (error instanceof ZoneFileError) return undefined;
    throw error;
  }
}

function isBelow(name: string, ancestor: string): boolean {
  return ancestor === "." || name.endsWith(`.${ancestor}`);
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
