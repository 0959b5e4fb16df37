/**
 * The second opinion: answers a question from zones exactly as docs/answers.md and RFC 1034 §4.3.2
 * say, one step after the other, in the plainest way. It shares no look-up, compression or decision
 * with the code that serves; it is what that code is checked against.
 */
import { limits } from "../base/limits.js";
import { additionalOf } from "./naive-additional.js";
import {
  type Labels,
  labelsInRdata,
  labelsToHex,
  type NaiveRrset,
  type NaiveZone,
  ownerText,
} from "./naive-zone.js";

export interface NaiveQuestion {
  readonly qname: Labels;
  readonly qtype: number;
  readonly qclass: number;
}

/** Sections are sets of RRsets: no two with the same owner and type, no order. */
export interface NaiveAnswer {
  rcode: "NOERROR" | "NXDOMAIN" | "REFUSED" | "YXDOMAIN";
  aa: boolean;
  readonly answer: NaiveRrset[];
  readonly authority: NaiveRrset[];
  /** In-domain glue: without it the response must be truncated (RFC 9471). */
  readonly required: NaiveRrset[];
  /** Additional data that may be left out. */
  readonly optional: NaiveRrset[];
  /** INFO-CODE of an extended error (RFC 8914). */
  ede?: number;
}

const NS = 2;
const CNAME = 5;
const SOA = 6;
const DNAME = 39;
const DS = 43;
const ANY = 255;
const IN = 1;
const ANY_CLASS = 255;

export function naiveAnswer(zones: readonly NaiveZone[], question: NaiveQuestion): NaiveAnswer {
  const result: NaiveAnswer = {
    rcode: "NOERROR",
    aa: false,
    answer: [],
    authority: [],
    required: [],
    optional: [],
  };
  const isServedClass = question.qclass === IN || question.qclass === ANY_CLASS;
  if (!isServedClass || zoneFor(zones, question.qname, question.qtype) === undefined) {
    return { ...result, rcode: "REFUSED", ede: 20 };
  }
  const seen = new Set<string>();
  let name: Labels | undefined = question.qname;
  let aliases = 0;
  while (name !== undefined && !seen.has(ownerText(name))) {
    const zone = zoneFor(zones, name, question.qtype);
    if (zone === undefined) break;
    const step = lookUp(zone, name, question.qtype);
    // RFC 1035 §6.2: nobody who knows one class only has authority for class ANY.
    if (seen.size === 0) result.aa = step.kind !== "referral" && question.qclass === IN;
    seen.add(ownerText(name));
    name = undefined;
    switch (step.kind) {
      case "alias":
        if (aliases === limits.chainStepsMax) break;
        aliases++;
        for (const rrset of step.records) addOnce(result.answer, rrset);
        // A CNAME made from a DNAME answers QTYPE CNAME; stored ones are no alias then (lookUp).
        if (question.qtype !== CNAME) name = step.target;
        break;
      case "too-long":
        if (aliases === limits.chainStepsMax) break;
        addOnce(result.answer, step.dname);
        result.rcode = "YXDOMAIN";
        break;
      case "data":
        addOnce(result.answer, step.rrset);
        result.optional.push(...additionalOf(zone, step.rrset, step.source));
        break;
      case "referral":
        result.authority.push(step.ns);
        for (const rrset of additionalOf(zone, step.ns)) {
          const inDomain = isAtOrBelow(rrset.owner, step.ns.owner);
          (inDomain ? result.required : result.optional).push(rrset);
        }
        break;
      case "no-data":
        result.authority.push(negativeSoa(zone));
        break;
      case "no-name":
        result.rcode = "NXDOMAIN";
        result.authority.push(negativeSoa(zone));
        break;
    }
  }
  return withoutRepeats(result);
}

/** The served zone that a name is asked of, or undefined. */
function zoneFor(zones: readonly NaiveZone[], name: Labels, qtype: number): NaiveZone | undefined {
  const enclosing = zones
    .filter((zone) => isAtOrBelow(name, zone.apex))
    .sort((a, b) => b.apex.length - a.apex.length);
  const [closest, above] = enclosing;
  if (closest === undefined || qtype !== DS || closest.apex.length !== name.length) return closest;
  // RFC 4035 §3.1.4.1: the DS of a delegated child is the parent's.
  if (above !== undefined) {
    const cut = hidingName(above, name, NS);
    if (cut?.kind === "cut" && cut.owner.length === name.length) return above;
  }
  return closest;
}

export type Step =
  | { kind: "alias"; records: NaiveRrset[]; target: Labels }
  | { kind: "too-long"; dname: NaiveRrset }
  | { kind: "data"; rrset: NaiveRrset; source: Labels }
  | { kind: "referral"; ns: NaiveRrset }
  | { kind: "no-data" }
  | { kind: "no-name" };

/** What one zone says of a name that is at or below its apex. */
export function lookUp(zone: NaiveZone, name: Labels, qtype: number): Step {
  const hidden = hidingName(zone, name, qtype);
  if (hidden?.kind === "cut") {
    return { kind: "referral", ns: rrsetAt(zone, hidden.owner, NS)! };
  }
  if (hidden?.kind === "dname") {
    return substitute(rrsetAt(zone, hidden.owner, DNAME)!, name);
  }
  const source = sourceOf(zone, name);
  if (source === undefined) return { kind: "no-name" };
  const cname = rrsetAt(zone, source, CNAME);
  if (cname !== undefined && qtype !== CNAME && qtype !== ANY) {
    const target = labelsInRdata(cname.rdata[0]!, 0);
    return { kind: "alias", records: [{ ...cname, owner: name }], target };
  }
  const rrset = qtype === ANY ? (cname ?? lowest(zone, source)) : rrsetAt(zone, source, qtype);
  if (rrset === undefined) return { kind: "no-data" };
  return { kind: "data", rrset: { ...rrset, owner: name }, source };
}

/** Where answers for a name that nothing hides come from: itself, a wildcard, or nowhere. */
export function sourceOf(zone: NaiveZone, name: Labels): Labels | undefined {
  if (zone.exists(name)) return name;
  // RFC 4592 §3.3.1: the source of synthesis is the asterisk below the closest encloser.
  let encloser = name;
  while (!zone.exists(encloser)) encloser = encloser.slice(1);
  const source = ["*", ...encloser];
  return zone.exists(source) ? source : undefined;
}

/** The cut or DNAME nearest to the apex that a name cannot be seen past, if there is one. */
export function hidingName(
  zone: NaiveZone,
  name: Labels,
  qtype: number,
): { kind: "cut" | "dname"; owner: Labels } | undefined {
  for (let length = zone.apex.length; length <= name.length; length++) {
    const owner = name.slice(name.length - length);
    if (owner[0] === "*") continue;
    const isApex = length === zone.apex.length;
    const isName = length === name.length;
    if (!isApex && rrsetAt(zone, owner, NS) && !(isName && qtype === DS)) {
      return { kind: "cut", owner };
    }
    if (!isName && rrsetAt(zone, owner, DNAME)) return { kind: "dname", owner };
  }
  return undefined;
}

/** RFC 6672 §2.2: the owner's labels at the end of the name give way to the target's. */
function substitute(dname: NaiveRrset, name: Labels): Step {
  const prefix = name.slice(0, name.length - dname.owner.length);
  const target = [...prefix, ...labelsInRdata(dname.rdata[0]!, 0)];
  const wire = labelsToHex(target);
  if (wire.length / 2 > 255) return { kind: "too-long", dname };
  const cname = { owner: name, type: CNAME, ttl: dname.ttl, rdata: [wire] };
  return { kind: "alias", records: [dname, cname], target };
}

/** RFC 2308 §3: the SOA with the lesser of its TTL and its MINIMUM, the last four octets. */
export function negativeSoa(zone: NaiveZone): NaiveRrset {
  const soa = rrsetAt(zone, zone.apex, SOA)!;
  const minimum = Number.parseInt(soa.rdata[0]!.slice(-8), 16);
  return { ...soa, ttl: Math.min(soa.ttl, minimum) };
}

export function rrsetAt(zone: NaiveZone, owner: Labels, type: number): NaiveRrset | undefined {
  return zone.rrsetsAt(owner)?.get(type);
}

function lowest(zone: NaiveZone, owner: Labels): NaiveRrset | undefined {
  const rrsets = [...(zone.rrsetsAt(owner)?.values() ?? [])];
  return rrsets.sort((a, b) => a.type - b.type)[0];
}

function isAtOrBelow(name: Labels, ancestor: Labels): boolean {
  return (
    ownerText(name.slice(name.length - ancestor.length)) === ownerText(ancestor) &&
    name.length >= ancestor.length
  );
}

function isSame(a: NaiveRrset, b: NaiveRrset): boolean {
  return a.type === b.type && ownerText(a.owner) === ownerText(b.owner);
}

function addOnce(section: NaiveRrset[], rrset: NaiveRrset): void {
  if (!section.some((other) => isSame(other, rrset))) section.push(rrset);
}

/** An RRset that is in the message already is not sent again as additional data. */
function withoutRepeats(result: NaiveAnswer): NaiveAnswer {
  const required: NaiveRrset[] = [];
  const optional: NaiveRrset[] = [];
  const sent = [...result.answer, ...result.authority];
  for (const [from, to] of [
    [result.required, required],
    [result.optional, optional],
  ] as const) {
    for (const rrset of from) {
      if (sent.some((other) => isSame(other, rrset))) continue;
      sent.push(rrset);
      to.push(rrset);
    }
  }
  return { ...result, required, optional };
}
