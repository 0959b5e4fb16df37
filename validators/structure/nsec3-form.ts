import { isSigned } from "../dnssec/signed-zone.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { ZoneIndex } from "../zone-index.js";

/** SHA-1, the only hash that there is (IANA, DNSSEC NSEC3 Hash Algorithms), and its octets. */
const sha1 = 1;
const hashBytes = 20;
/** Five bits a character. */
const hashCharacters = 32;
const saltAt = 4;

export const nsec3Form: Rule = {
  id: "nsec3-form",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 5155 §3",
  summary: "An NSEC3 record's owner or next name is no hash of a name.",
  why: "Resolvers that validate throw the record away, so what it should deny cannot be denied: they answer SERVFAIL.",
  hint: "sign the zone again; nobody writes these records by hand",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    // In a signed zone the chain is judged as a whole.
    if (isSigned(zone)) return [];
    for (const rrset of zone.rrsetsOf(rrtype.NSEC3)) {
      if (found.isFull) break;
      const owner = zone.ownerOf(rrset);
      const record = zone.firstRecord(rrset);
      const isSha1 = zone.u8(record, 0) === sha1;
      if (!isHashedOwner(zone, owner, isSha1)) {
        found.at(record, "owner", `${zone.ownerText(owner)} is no hash in Base32hex at the apex`);
      }
      const length = zone.u8(record, saltAt + 1 + zone.u8(record, saltAt));
      if (isSha1 && length !== hashBytes) {
        const message = `the next name is a hash of ${length} octets; SHA-1 has ${hashBytes}`;
        found.at(record, 4, message);
      }
    }
    return found.diagnostics;
  },
};

/** `<hash>.<apex>`, the hash in Base32 with extended hex alphabet, no padding (RFC 5155 §1.3). */
function isHashedOwner({ zone }: ZoneIndex, owner: number, isSha1: boolean): boolean {
  const { names, nameStart, apex } = zone;
  const start = nameStart[owner]!;
  const length = names[start]!;
  if (isSha1 && length !== hashCharacters) return false;
  if (nameStart[owner + 1]! - start !== 1 + length + apex.length) return false;
  for (let at = start + 1; at <= start + length; at++) {
    const octet = names[at]!;
    const isDigit = octet >= 0x30 && octet <= 0x39;
    const isLetter = octet >= 0x61 && octet <= 0x76;
    if (!isDigit && !isLetter) return false;
  }
  return true;
}
