import type { KeyObject } from "node:crypto";
import { publicKeyOf } from "../../src/dnssec/public-key.js";
import { signedData } from "../../src/dnssec/signed-data.js";
import { isSignatureOf } from "../../src/dnssec/verify.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { ZoneIndex } from "../zone-index.js";
import { coveredText, type Signature, signaturesAt, zoneKeysOf } from "./signed-zone.js";

/** Validators stop there too: keys that share a tag multiply the work (CVE-2023-50387). */
const keysPerSignatureMax = 4;
/** Signatures of one RRset that are verified; each reads the whole RRset. */
const signaturesPerRrsetMax = 16;

export const dnssecRrsigInvalid: Rule = {
  id: "dnssec-rrsig-invalid",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 4035 §5.3.3",
  summary: "A signature does not fit the records that it signs.",
  why: "Validating resolvers, the large public ones among them, answer SERVFAIL for these records.",
  hint: "sign the zone again, and edit only the unsigned file",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const rrsigs = zone.rrsetsOf(rrtype.RRSIG);
    if (rrsigs.length === 0) return [];
    const keys = verifiersOf(zone);
    for (const rrset of rrsigs) {
      if (found.isFull) break;
      const seen = new Map<number, number>();
      for (const signature of signaturesAt(zone, rrset)) {
        const { rrset: covered, owner, typeCovered, record } = signature;
        const count = (seen.get(typeCovered) ?? 0) + 1;
        seen.set(typeCovered, count);
        if (covered === -1 || count > signaturesPerRrsetMax) continue;
        const candidates = keys.get(keyText(signature.algorithm, signature.keyTag));
        if (candidates === undefined || isValid(zone, signature, candidates)) continue;
        const what = coveredText(zone, owner, typeCovered);
        found.at(record, "type", `the signature of ${what} is not valid: either has been changed`);
      }
    }
    return found.diagnostics;
  },
};

const keyText = (algorithm: number, tag: number): string => `${algorithm} ${tag}`;

/** Keys by algorithm and tag; those left out that signatures cannot be verified with here. */
function verifiersOf(zone: ZoneIndex): Map<string, KeyObject[]> {
  const byText = new Map<string, KeyObject[]>();
  for (const key of zoneKeysOf(zone)) {
    const text = keyText(key.algorithm, key.tag);
    const list = byText.get(text) ?? [];
    if (list.length === keysPerSignatureMax) continue;
    const verifier = publicKeyOf(key);
    if (verifier !== undefined) byText.set(text, [...list, verifier]);
  }
  return byText;
}

function isValid(
  zone: ZoneIndex,
  { owner, rrset, record, algorithm, signature }: Signature,
  keys: readonly KeyObject[],
): boolean {
  const data = signedData(zone.zone, owner, rrset, record);
  // More labels than the owner has: told by dnssec-rrsig-fields.
  if (data === undefined) return true;
  return keys.some((key) => isSignatureOf(algorithm, key, data, signature));
}
