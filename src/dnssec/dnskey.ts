/**
 * DNSKEY RDATA (RFC 4034 §2.1), and CDNSKEY and KEY, which look the same:
 *
 *   | flags 16 | protocol 8 | algorithm 8 | public key …
 */

/** Bits of the flags. */
export const keyFlag = {
  /** Signs the zone (RFC 4034 §2.1.1). */
  zone: 0x0100,
  /** Is given up: only here to say so (RFC 5011 §2.1). */
  revoked: 0x0080,
  /** Is what the parent's DS record is of (RFC 4034 §2.1.1). */
  secureEntryPoint: 0x0001,
} as const;

/** Algorithm number of RSA with MD5, which has key tags of its own. */
const rsaMd5 = 1;

export interface Dnskey {
  readonly flags: number;
  readonly protocol: number;
  readonly algorithm: number;
  readonly tag: number;
  /** The whole RDATA, borrowed. */
  readonly rdata: Uint8Array;
  /** Its last field, borrowed. */
  readonly publicKey: Uint8Array;
}

export function readDnskey(rdata: Uint8Array): Dnskey {
  return {
    flags: (rdata[0]! << 8) | rdata[1]!,
    protocol: rdata[2]!,
    algorithm: rdata[3]!,
    tag: keyTag(rdata),
    rdata,
    publicKey: rdata.subarray(4),
  };
}

/** Whether the zone may be signed with it (RFC 4034 §2.1.1, §2.1.2). */
export function signsZone({ flags, protocol }: Dnskey): boolean {
  return (flags & keyFlag.zone) !== 0 && protocol === 3;
}

export function isRevoked({ flags }: Dnskey): boolean {
  return (flags & keyFlag.revoked) !== 0;
}

/** RFC 4034 appendix B: a checksum that signatures find their key by; not unique. */
export function keyTag(rdata: Uint8Array): number {
  const { length } = rdata;
  // Appendix B.1: the last but two and the last but one octet of the modulus.
  if (rdata[3] === rsaMd5) return length < 7 ? 0 : (rdata[length - 3]! << 8) | rdata[length - 2]!;
  let sum = 0;
  for (let i = 0; i < length; i++) sum += (i & 1) === 0 ? rdata[i]! << 8 : rdata[i]!;
  return (sum + (sum >>> 16)) & 0xffff;
}
