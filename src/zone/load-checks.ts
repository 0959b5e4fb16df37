/**
 * What must hold of a zone as a whole before it can be served: a table of checks, each with the
 * codes it reports (`faults.ts` says how bad they are). `fivenines check` has many more rules; these
 * are the ones without which answers would be wrong.
 */
import { nameToText } from "../dns/name-text.js";
import { typeName } from "../dns/rr/type-code.js";
import type { ZoneFaultCode } from "./faults.js";
import { rrsetOf } from "./record-view.js";
import type { ZoneReport } from "./report.js";
import type { Zone } from "./zone.js";

const NS = 2;
const CNAME = 5;
const SOA = 6;
const DNAME = 39;
const RRSIG = 46;
const NSEC = 47;
const NSEC3 = 50;

interface LoadCheck {
  readonly name: string;
  /** A record that could not be read may be the one that is missed: not run after errors. */
  readonly needsWholeZone: boolean;
  readonly run: (zone: Zone, report: ZoneReport) => void;
}

export const loadChecks: readonly LoadCheck[] = [
  { name: "apex has SOA and NS", needsWholeZone: true, run: checkApex },
  { name: "one record at most", needsWholeZone: false, run: checkSingletons },
  { name: "nothing beside CNAME", needsWholeZone: false, run: checkCnames },
  { name: "nothing below DNAME", needsWholeZone: false, run: checkDnames },
];

/** Runs the table over a zone as grouped. */
export function checkLoadable(zone: Zone, report: ZoneReport): void {
  const whole = report.errorCount === 0;
  for (const check of loadChecks) if (whole || !check.needsWholeZone) check.run(zone, report);
}

/** What the apex lacks is told at its SOA, or at whatever else it has. */
function checkApex(zone: Zone, report: ZoneReport): void {
  const soa = rrsetOf(zone, 0, SOA);
  const place = soa === -1 ? zone.ownerRrsets[0]! : soa;
  const record = place === zone.ownerRrsets[1] ? -1 : zone.rrsetRecords[place]!;
  const file = record === -1 ? 0 : zone.recordFile[record]!;
  const line = record === -1 ? 1 : zone.recordLine[record]!;
  const apex = nameToText(zone.apex);
  if (soa === -1) report.add("no-soa", `no SOA record at ${apex}`, file, line);
  if (!hasType(zone, 0, NS)) report.add("no-apex-ns", `no NS record at ${apex}`, file, line);
}

const singletons: { readonly [type: number]: ZoneFaultCode | undefined } = {
  [SOA]: "several-soa",
  [CNAME]: "several-cname",
  [DNAME]: "several-dname",
};

function checkSingletons(zone: Zone, report: ZoneReport): void {
  for (let o = 0; o < zone.ownerCount; o++) {
    for (let r = zone.ownerRrsets[o]!; r < zone.ownerRrsets[o + 1]!; r++) {
      const type = zone.rrsetType[r]!;
      if (type !== SOA && type !== CNAME && type !== DNAME) continue;
      const second = zone.rrsetRecords[r]! + 1;
      if (second === zone.rrsetRecords[r + 1]) continue;
      const code = singletons[type];
      if (code === undefined) continue;
      const message = `more than one ${typeName(type)} record at ${ownerText(zone, o)}`;
      report.add(code, message, zone.recordFile[second]!, zone.recordLine[second]!);
    }
  }
}

/** RFC 1034 §3.6.2; RRSIG and NSEC are beside any other type (RFC 4034 §3, §4; RFC 2181 §10.1). */
function checkCnames(zone: Zone, report: ZoneReport): void {
  for (let o = 0; o < zone.ownerCount; o++) {
    const first = zone.ownerRrsets[o]!;
    const end = zone.ownerRrsets[o + 1]!;
    if (end - first < 2) continue;
    let cname = -1;
    let other = -1;
    for (let r = first; r < end; r++) {
      const type = zone.rrsetType[r]!;
      if (type === CNAME) cname = r;
      else if (type !== RRSIG && type !== NSEC && other === -1) other = r;
    }
    if (cname === -1 || other === -1) continue;
    const record = zone.rrsetRecords[cname]!;
    const message = `${ownerText(zone, o)} has a CNAME and ${typeName(zone.rrsetType[other]!)} data`;
    report.add("cname-and-other-data", message, zone.recordFile[record]!, zone.recordLine[record]!);
  }
}

/** RFC 6672 §2.4. NSEC3 records stand below the apex whatever the apex has (RFC 5155 §3). */
function checkDnames(zone: Zone, report: ZoneReport): void {
  let any = false;
  for (let r = 0; r < zone.rrsetCount && !any; r++) any = zone.rrsetType[r] === DNAME;
  if (!any) return;
  const { names, nameStart } = zone;
  for (let o = 1; o < zone.ownerCount; o++) {
    const first = zone.ownerRrsets[o]!;
    if (first === zone.ownerRrsets[o + 1] || isDenialOnly(zone, o)) continue;
    const end = nameStart[o + 1]!;
    // Every ancestor within the zone, from the parent up.
    let at = nameStart[o]! + names[nameStart[o]!]! + 1;
    for (; end - at >= zone.apex.length; at += names[at]! + 1) {
      const ancestor = zone.findOwner(names, at, end);
      if (ancestor === -1 || !hasType(zone, ancestor, DNAME)) continue;
      const record = zone.rrsetRecords[first]!;
      const message = `${ownerText(zone, o)} is below the DNAME at ${ownerText(zone, ancestor)}`;
      report.add("below-dname", message, zone.recordFile[record]!, zone.recordLine[record]!);
      break;
    }
  }
}

function isDenialOnly(zone: Zone, owner: number): boolean {
  for (let r = zone.ownerRrsets[owner]!; r < zone.ownerRrsets[owner + 1]!; r++) {
    if (zone.rrsetType[r] !== NSEC3 && zone.rrsetType[r] !== RRSIG) return false;
  }
  return true;
}

const hasType = (zone: Zone, owner: number, type: number): boolean =>
  rrsetOf(zone, owner, type) !== -1;

function ownerText(zone: Zone, owner: number): string {
  return nameToText(zone.names, zone.nameStart[owner]);
}
