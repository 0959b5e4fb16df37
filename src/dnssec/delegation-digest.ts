/** Digests of keys, as DS and CDS records have them (RFC 4034 §5.1.4). */
import { createHash } from "node:crypto";
import { lowerCase } from "../dns/name.js";
import { digestAlgorithms } from "./algorithms.js";
import type { Dnskey } from "./dnskey.js";

/**
 * The digest of type `digestType` of a key at the wire name `owner`; undefined if that type cannot
 * be computed here.
 */
export function delegationDigest(
  owner: Uint8Array,
  key: Dnskey,
  digestType: number,
): Uint8Array | undefined {
  const hash = digestAlgorithms[digestType]?.hash;
  if (hash === undefined) return undefined;
  const name = owner.slice();
  lowerCase(name, 0, name.length);
  return createHash(hash).update(name).update(key.rdata).digest();
}

/**
 * Whether the DS RDATA is of this key at `owner`; also true if its digest cannot be computed here
 * and everything else fits.
 */
export function isDelegationOf(ds: Uint8Array, owner: Uint8Array, key: Dnskey): boolean {
  if (((ds[0]! << 8) | ds[1]!) !== key.tag || ds[2] !== key.algorithm) return false;
  const digest = delegationDigest(owner, key, ds[3]!);
  return digest === undefined || Buffer.compare(digest, ds.subarray(4)) === 0;
}
