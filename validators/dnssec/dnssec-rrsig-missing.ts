import { algorithmText } from "../../src/dnssec/algorithms.js";
import { isRevoked } from "../../src/dnssec/dnskey.js";
import { authority } from "../authority.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { ZoneIndex } from "../zone-index.js";
import { coveredText, isSigned, keyId, signaturesOf, zoneKeysOf } from "./signed-zone.js";

/** Algorithms of one key set that are told apart: bits of a number. */
const algorithmsMax = 31;

export const dnssecRrsigMissing: Rule = {
  id: "dnssec-rrsig-missing",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 4035 §2.2",
  summary: "Records of a signed zone lack a signature of one of its algorithms.",
  why: "A validating resolver that finds no signature takes the records for forged and answers SERVFAIL.",
  hint: "sign the zone again after each change",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    if (!isSigned(zone)) return [];
    const algorithms = [
      ...new Set(
        zoneKeysOf(zone)
          .filter((key) => !isRevoked(key))
          .map(({ algorithm }) => algorithm),
      ),
    ].slice(0, algorithmsMax);
    const all = 2 ** algorithms.length - 1;
    const signed = algorithmsByRrset(zone, algorithms);
    const { ownerRrsets, rrsetType, ownerCount } = zone.zone;
    for (let owner = 0; owner < ownerCount && !found.isFull; owner++) {
      for (let rrset = ownerRrsets[owner]!; rrset < ownerRrsets[owner + 1]!; rrset++) {
        const type = rrsetType[rrset]!;
        if (signed[rrset] === all || !isToBeSigned(zone, owner, type)) continue;
        const lacking = algorithms.filter((_, i) => (signed[rrset]! & (1 << i)) === 0);
        const which = signed[rrset] === 0 ? "is not signed" : `has no signature of algorithm`;
        const names = signed[rrset] === 0 ? "" : ` ${lacking.map(algorithmText).join(", ")}`;
        found.at(
          zone.firstRecord(rrset),
          "owner",
          `${coveredText(zone, owner, type)} ${which}${names}`,
        );
      }
    }
    return found.diagnostics;
  },
};

/** For each RRset, bit i set: one of its signatures is of a key here of `algorithms[i]`. */
function algorithmsByRrset(zone: ZoneIndex, algorithms: readonly number[]): Uint32Array {
  const tags = new Set(zoneKeysOf(zone).map(({ algorithm, tag }) => keyId({ algorithm, tag })));
  const signed = new Uint32Array(zone.zone.rrsetCount);
  for (const { rrset, algorithm, keyTag } of signaturesOf(zone)) {
    const place = algorithms.indexOf(algorithm);
    if (rrset === -1 || place === -1 || !tags.has(keyId({ algorithm, tag: keyTag }))) continue;
    signed[rrset]! |= 1 << place;
  }
  return signed;
}

/** A parent signs at a zone cut only what is its own, and nothing below it (RFC 4035 §2.2). */
function isToBeSigned(zone: ZoneIndex, owner: number, type: number): boolean {
  if (type === rrtype.RRSIG) return false;
  switch (zone.authorityOf(owner)) {
    case authority.answered:
      return true;
    case authority.cut:
      return type === rrtype.DS || type === rrtype.NSEC;
    case authority.belowDname:
      return type === rrtype.NSEC3;
    default:
      return false;
  }
}
