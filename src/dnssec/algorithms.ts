/**
 * Algorithms of keys and signatures, and of digests in DS: what is in the IANA registries by RFC
 * 9904 §3 and §4, and by RFC 9905 §2 and RFC 9906 §2, which have since forbidden SHA-1 and GOST R
 * 34.10-2001. The registries are the place where later changes are.
 */

/** What the registry's column "Use for DNSSEC Signing", or "… Delegation", says. */
export type AlgorithmUse = "recommended" | "allowed" | "discouraged" | "forbidden";

/** How public keys and signatures are laid out, for those that can be verified here. */
export type KeyForm =
  | { readonly kind: "rsa"; readonly hash: string }
  | {
      readonly kind: "ecdsa";
      readonly hash: string;
      readonly curve: string;
      readonly bytes: number;
    }
  | { readonly kind: "eddsa"; readonly curve: string; readonly bytes: number };

export interface SigningAlgorithm {
  readonly mnemonic: string;
  readonly use: AlgorithmUse;
  /** A zone signed with it may have NSEC3 (RFC 5155 §2). */
  readonly nsec3: boolean;
  readonly form?: KeyForm;
}

const rsa = (hash: string): KeyForm => ({ kind: "rsa", hash });

/** DNS Security Algorithm Numbers, by number. */
export const signingAlgorithms: { readonly [number: number]: SigningAlgorithm | undefined } = {
  1: { mnemonic: "RSAMD5", use: "forbidden", nsec3: false },
  3: { mnemonic: "DSA", use: "forbidden", nsec3: false },
  5: { mnemonic: "RSASHA1", use: "forbidden", nsec3: false, form: rsa("sha1") },
  6: { mnemonic: "DSA-NSEC3-SHA1", use: "forbidden", nsec3: true },
  7: { mnemonic: "RSASHA1-NSEC3-SHA1", use: "forbidden", nsec3: true, form: rsa("sha1") },
  8: { mnemonic: "RSASHA256", use: "recommended", nsec3: true, form: rsa("sha256") },
  10: { mnemonic: "RSASHA512", use: "discouraged", nsec3: true, form: rsa("sha512") },
  12: { mnemonic: "ECC-GOST", use: "forbidden", nsec3: true },
  13: {
    mnemonic: "ECDSAP256SHA256",
    use: "recommended",
    nsec3: true,
    form: { kind: "ecdsa", hash: "sha256", curve: "P-256", bytes: 64 },
  },
  14: {
    mnemonic: "ECDSAP384SHA384",
    use: "allowed",
    nsec3: true,
    form: { kind: "ecdsa", hash: "sha384", curve: "P-384", bytes: 96 },
  },
  15: {
    mnemonic: "ED25519",
    use: "recommended",
    nsec3: true,
    form: { kind: "eddsa", curve: "Ed25519", bytes: 32 },
  },
  16: {
    mnemonic: "ED448",
    use: "allowed",
    nsec3: true,
    form: { kind: "eddsa", curve: "Ed448", bytes: 57 },
  },
  17: { mnemonic: "SM2SM3", use: "allowed", nsec3: true },
  23: { mnemonic: "ECC-GOST12", use: "allowed", nsec3: true },
  253: { mnemonic: "PRIVATEDNS", use: "allowed", nsec3: true },
  254: { mnemonic: "PRIVATEOID", use: "allowed", nsec3: true },
};

export interface DigestAlgorithm {
  readonly mnemonic: string;
  readonly use: AlgorithmUse;
  /** As `node:crypto` calls it, for those that can be computed here. */
  readonly hash?: string;
}

/** DNSSEC Delegation Signer (DS) Resource Record (RR) Type Digest Algorithms, by number. */
export const digestAlgorithms: { readonly [number: number]: DigestAlgorithm | undefined } = {
  1: { mnemonic: "SHA-1", use: "forbidden", hash: "sha1" },
  2: { mnemonic: "SHA-256", use: "recommended", hash: "sha256" },
  3: { mnemonic: "GOST R 34.11-94", use: "forbidden" },
  4: { mnemonic: "SHA-384", use: "allowed", hash: "sha384" },
  5: { mnemonic: "GOST R 34.11-2012", use: "allowed" },
  6: { mnemonic: "SM3", use: "allowed" },
};

/** `13 (ECDSAP256SHA256)`, or the number alone for one that nobody has registered. */
export function algorithmText(number: number): string {
  const known = signingAlgorithms[number];
  return known === undefined ? `${number}` : `${number} (${known.mnemonic})`;
}
