import { isSubdomain } from "../../src/dns/name.js";
import { nameToText } from "../../src/dns/name-text.js";
import { standing } from "../name-finder.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { Findings, RuleContext } from "../rule-context.js";
import { isReverse } from "../targets.js";
import { ownersWith, trait } from "./owner-traits.js";
import { eachTarget, targetFields } from "./target-fields.js";

/** What absolute names end in nearly always; a label like these in front of the origin is odd. */
const topLevel = new Set(
  "com net org edu gov mil int arpa info biz io dev app cloud eu de uk fr nl ch at be se dk es it pl ru jp cn br au ca us example test".split(
    " ",
  ),
);
const topLevelLongest = 7;

export const missingFinalDot: Rule = {
  id: "missing-final-dot",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 1035 §5.1",
  summary: "A name was meant to be absolute, and got the origin appended.",
  why: "Without its final dot a name is taken to be below the origin. The record then stands at, or points to, a name that nobody has.",
  hint: "end the name with a dot",
  judges: "zones",
  check(context) {
    const found = context.collect();
    checkOwners(context, found);
    checkTargets(context, found);
    return found.diagnostics;
  },
};

function checkOwners(context: RuleContext, found: Findings): void {
  const { zone } = context;
  for (const owner of ownersWith(context, trait.apexTwice)) {
    if (found.isFull) break;
    found.atOwner(owner, `${zone.ownerText(owner)} ends with the name of the zone twice`);
  }
}

function checkTargets(context: RuleContext, found: Findings): void {
  const { zone } = context;
  const { rdata, apex } = zone.zone;
  const inReverse = isReverse(apex, 0);
  eachTarget(zone, Object.values(targetFields), (record, at, end, token) => {
    const prefixEnd = end - apex.length;
    if (prefixEnd <= at || apex[0] === 0 || found.isFull) return;
    // Only names with two labels in front of the origin look like absolute ones.
    const second = at + rdata[at]! + 1;
    if (second >= prefixEnd && !inReverse) return;
    if (!isSubdomain(rdata, at, end, apex, 0, apex.length)) return;
    const fault = faultOf(context, record, at, prefixEnd, inReverse);
    if (fault !== undefined) found.at(record, token, fault);
  });
}

function faultOf(
  { zone, finder }: RuleContext,
  record: number,
  at: number,
  prefixEnd: number,
  inReverse: boolean,
): string | undefined {
  const { rdata, apex, rrsetType } = zone.zone;
  let last = at;
  while (last + rdata[last]! + 1 < prefixEnd) last += rdata[last]! + 1;
  const origin = prefixEnd - apex.length + 1;
  if (origin >= at && apex[apex[0]! + 1] !== 0 && endsInApex(rdata, at, prefixEnd, apex)) {
    return `${nameToText(rdata, at)} ends with the name of the zone twice`;
  }
  if (inReverse && rrsetType[zone.rrsetOfRecord(record)] === rrtype.PTR) {
    return `${nameToText(rdata, at)} is the name of no host: it is in the reverse zone itself`;
  }
  const length = rdata[last]!;
  if (length > topLevelLongest || last === at || !isLetters(rdata, last)) return undefined;
  const label = Buffer.from(rdata.buffer, rdata.byteOffset + last + 1, length).toString("latin1");
  if (!topLevel.has(label.toLowerCase())) return undefined;
  return finder.find(rdata, at) === standing.absent
    ? `${nameToText(rdata, at)} does not exist, and looks like an absolute name with the origin behind it`
    : undefined;
}

function isLetters(name: Uint8Array, at: number): boolean {
  for (let i = at + name[at]!; i > at; i--) {
    const letter = name[i]! | 0x20;
    if (letter < 0x61 || letter > 0x7a) return false;
  }
  return true;
}

/** Whether the labels `name[at, end)` end with those of the apex. */
function endsInApex(name: Uint8Array, at: number, end: number, apex: Uint8Array): boolean {
  const absolute = new Uint8Array(end - at + 1);
  absolute.set(name.subarray(at, end));
  return isSubdomain(absolute, 0, absolute.length, apex, 0, apex.length);
}
