/** DNSSEC (RFC 4034, 5155), its predecessors, and what signs or describes whole zones. */
import { define, type RowOptions } from "../define.js";
import { base64, optionalBase64 } from "../field-base64.js";
import { base32hex, hex, salt } from "../field-hex.js";
import { foldedName, plainName } from "../field-name.js";
import { u8, u16, u32 } from "../field-number.js";
import { signatureTime } from "../field-time.js";
import { oldTypeBitmap, recordTypeCode, typeBitmap } from "../field-type.js";
import { algorithms, digestTypes } from "../mnemonics.js";
import type { RecordType } from "../record-type.js";

const keyTag = u16("key tag");
const algorithm = u8("algorithm", algorithms);

const dsFields = [keyTag, algorithm, u8("digest type", digestTypes), hex("digest")];
const keyFields = [u16("flags"), u8("protocol"), algorithm, base64("public key")];
const signatureFields = [
  recordTypeCode("type covered"),
  algorithm,
  u8("labels"),
  u32("original TTL"),
  signatureTime("expiration time"),
  signatureTime("inception time"),
  keyTag,
  foldedName("signer"),
  base64("signature"),
];

/** Octets of each digest type: SHA-1, SHA-256, GOST, SHA-384, GOST 2012, SM3. */
const digestOctets: Readonly<Record<number, number>> = { 1: 20, 2: 32, 3: 32, 4: 48, 5: 32, 6: 32 };

const digestFits: RowOptions = {
  rule: (rdata, start, end) => {
    const octets = digestOctets[rdata[start + 3]!];
    return octets === undefined || octets === end - start - 4
      ? undefined
      : `digest type ${rdata[start + 3]} has ${octets} octets, not ${end - start - 4}`;
  },
};

/** RFC 8976 §2.2.4: never shorter than 12 octets; SHA-384 and SHA-512 have their own lengths. */
const zoneDigestFits: RowOptions = {
  rule: (rdata, start, end) => {
    const octets = end - start - 6;
    const due = { 1: 48, 2: 64 }[rdata[start + 5]!];
    if (octets < 12) return `a digest of ${octets} octets, fewer than 12`;
    return due === undefined || due === octets
      ? undefined
      : `hash algorithm ${rdata[start + 5]} has ${due} octets, not ${octets}`;
  },
};

/** RFC 2535 §3.1.2: both top bits of the flags say that there is no key. */
const keyUnlessNone: RowOptions = {
  rule: (rdata, start, end) =>
    rdata[start]! >= 0xc0 || end - start > 4 ? undefined : "the public key is missing",
};

export const dnssecTypes: readonly RecordType[] = [
  define(43, "DS", "RFC 4034 §5.1", dsFields, digestFits),
  define(59, "CDS", "RFC 7344 §3.1", dsFields, digestFits),
  define(32769, "DLV", "RFC 4431 §2", dsFields, digestFits),
  define(32768, "TA", "RFC 4034 §5.1", dsFields, digestFits),
  define(48, "DNSKEY", "RFC 4034 §2.1", keyFields),
  define(60, "CDNSKEY", "RFC 7344 §3.2", keyFields),
  define(57, "RKEY", "draft-reid-dnsext-rkey §2", keyFields),
  define(
    25,
    "KEY",
    "RFC 2535 §3.1",
    [u16("flags"), u8("protocol"), algorithm, optionalBase64("public key")],
    keyUnlessNone,
  ),
  define(46, "RRSIG", "RFC 4034 §3.1", signatureFields),
  define(24, "SIG", "RFC 2535 §4.1", signatureFields),
  // RFC 6840 §5.1: the next name of NSEC keeps its case in canonical form.
  define(47, "NSEC", "RFC 4034 §4.1", [plainName("next name"), typeBitmap("types")]),
  define(30, "NXT", "RFC 2535 §5.2", [foldedName("next name"), oldTypeBitmap("types")]),
  define(50, "NSEC3", "RFC 5155 §3.2", [
    u8("hash algorithm"),
    u8("flags"),
    u16("iterations"),
    salt("salt"),
    base32hex("next hashed owner"),
    typeBitmap("types"),
  ]),
  define(51, "NSEC3PARAM", "RFC 5155 §4.2", [
    u8("hash algorithm"),
    u8("flags"),
    u16("iterations"),
    salt("salt"),
  ]),
  define(62, "CSYNC", "RFC 7477 §2.1", [u32("serial"), u16("flags"), typeBitmap("types")]),
  define(
    63,
    "ZONEMD",
    "RFC 8976 §2.2",
    [u32("serial"), u8("scheme"), u8("hash algorithm"), hex("digest")],
    zoneDigestFits,
  ),
];
