import { labelCount, namesEqual } from "../../src/dns/name.js";
import { nameToText } from "../../src/dns/name-text.js";
import { isWildcard } from "../authority.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { ZoneIndex } from "../zone-index.js";
import { secondsUntil } from "./signature-time.js";
import { coveredText, type Signature, signaturesOf } from "./signed-zone.js";

export const dnssecRrsigFields: Rule = {
  id: "dnssec-rrsig-fields",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 4035 §2.2",
  summary: "A signature names another signer, or other labels, than its zone and owner have.",
  why: "Validating resolvers drop such a signature unread, and what it covers is bogus to them.",
  hint: "sign the zone again",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const signature of signaturesOf(zone)) {
      if (found.isFull) break;
      const { record, owner, typeCovered, labels, signer, rrset } = signature;
      // One without records is told by dnssec-rrsig-orphan.
      if (rrset === -1) continue;
      const what = (): string => coveredText(zone, owner, typeCovered);
      if (typeCovered === rrtype.RRSIG) {
        found.at(record, 0, `${what()} is signed: signatures themselves never are`);
      }
      if (!isApex(zone, signer)) {
        const name = nameToText(signer);
        found.at(record, 7, `${what()} names ${name} as its signer, not ${zone.apexText}`);
      }
      const due = labelsOf(zone, owner);
      if (labels !== due) {
        found.at(record, 2, `the signature of ${what()} counts ${labels} labels instead of ${due}`);
      }
      if (isNever(signature)) {
        found.at(record, 4, `the signature of ${what()} expires before it becomes valid`);
      }
    }
    return found.diagnostics;
  },
};

function isApex({ zone }: ZoneIndex, name: Uint8Array): boolean {
  return name.length === zone.apex.length && namesEqual(name, 0, zone.apex, 0, name.length);
}

/** RFC 4034 §3.1.3: neither the root nor an asterisk in front counts. */
function labelsOf(zone: ZoneIndex, owner: number): number {
  const { names, nameStart } = zone.zone;
  return labelCount(names, nameStart[owner]!) - (isWildcard(zone, owner) ? 1 : 0);
}

function isNever({ expiration, inception }: Signature): boolean {
  return secondsUntil(expiration, inception) < 0;
}
