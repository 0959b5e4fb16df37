import { typeName } from "../../src/dns/rr/registry.js";
import { algorithmText } from "../../src/dnssec/algorithms.js";
import { authority } from "../authority.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { ZoneIndex } from "../zone-index.js";
import { coveredText, keyId, type Signature, signaturesOf, zoneKeysOf } from "./signed-zone.js";

export const dnssecRrsigOrphan: Rule = {
  id: "dnssec-rrsig-orphan",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 4035 §2.2",
  summary: "A signature has no records, no key, or signs what another zone answers for.",
  why: "It proves nothing and makes answers longer; often it is what an edit of a signed file left behind.",
  hint: "remove it, and sign the zone again",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const keys = new Set(zoneKeysOf(zone).map(({ algorithm, tag }) => keyId({ algorithm, tag })));
    for (const signature of signaturesOf(zone)) {
      if (found.isFull) break;
      const { owner, typeCovered, record, algorithm, keyTag } = signature;
      const name = zone.ownerText(owner);
      if (signature.rrset === -1) {
        found.at(record, 0, `${name} has no ${typeName(typeCovered)} records that this could sign`);
      } else if (isForeign(zone, signature)) {
        const what = coveredText(zone, owner, typeCovered);
        found.at(record, 0, `${what} is not this zone's to sign: it is at or below a zone cut`);
      } else if (keys.size > 0 && !keys.has(keyId({ algorithm, tag: keyTag }))) {
        const key = `key ${keyTag} of algorithm ${algorithmText(algorithm)}`;
        const what = coveredText(zone, owner, typeCovered);
        found.at(record, 6, `${what} is signed with ${key}, which ${zone.apexText} does not have`);
      }
    }
    return found.diagnostics;
  },
};

function isForeign(zone: ZoneIndex, { owner, typeCovered }: Signature): boolean {
  const standing = zone.authorityOf(owner);
  if (standing === authority.belowCut) return true;
  return standing === authority.cut && typeCovered !== rrtype.DS && typeCovered !== rrtype.NSEC;
}
