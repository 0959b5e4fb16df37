/**
 * What a zone that is signed here has besides its data. No provider gets it: its signatures end, and
 * a provider that signs by itself has its own.
 */
import { counted } from "../../base/counted.js";
import { nameToText } from "../../dns/name-text.js";
import { typeName } from "../../dns/rr/registry.js";
import type { Loss } from "../contract/provider.js";
import type { Rrset } from "../rrset/rrset.js";

/** RRSIG, NSEC, NSEC3, NSEC3PARAM: nowhere but in signed zones. */
const signersTypes: ReadonlySet<number> = new Set([46, 47, 50, 51]);
/** DNSKEY, CDS, CDNSKEY, ZONEMD at the apex: of the keys and the content of this very copy. */
const signersApexTypes: ReadonlySet<number> = new Set([48, 59, 60, 63]);

/** Whether an RRset is of the signing of the zone with this apex. */
export function isOwnSignature({ owner, type }: Rrset, apex: Uint8Array): boolean {
  if (signersTypes.has(type)) return true;
  return owner.length === apex.length && signersApexTypes.has(type);
}

/** One loss for them all: thousands of signatures say no more than one. */
export function signatureLosses(left: readonly Rrset[], apex: Uint8Array): Loss[] {
  const [first] = left;
  if (first === undefined) return [];
  const types = [...new Set(left.map(({ type }) => type))].sort((a, b) => a - b).map(typeName);
  const count = counted(left.length, "RRset");
  return [
    {
      code: "own-signatures",
      severity: "degraded",
      owner: apex,
      type: first.type,
      message: `${nameToText(apex)} is signed here, and providers get it unsigned: ${count} of ${types.join(", ")} left out`,
      hint: "a DS at the parent makes unsigned answers bogus: take it away, or have each provider sign with keys that the others publish (RFC 8901)",
    },
  ];
}
