/** Keys, certificates and who may issue them. */
import { define, type RowOptions } from "../define.js";
import { base64, optionalBase64 } from "../field-base64.js";
import { discoveryAndType, gateway } from "../field-gateway.js";
import { hex } from "../field-hex.js";
import { hostIdentity } from "../field-hip.js";
import { u8, u16 } from "../field-number.js";
import { bareString, longText } from "../field-text.js";
import { algorithms, certificateTypes } from "../mnemonics.js";
import type { RecordType } from "../record-type.js";

const tlsaFields = [
  u8("certificate usage"),
  u8("selector"),
  u8("matching type"),
  hex("certificate association data"),
];

/** Octets of the SSHFP fingerprint types: SHA-1, SHA-256. */
const fingerprintFits: RowOptions = {
  rule: (rdata, start, end) => {
    const octets = { 1: 20, 2: 32 }[rdata[start + 1]!];
    return octets === undefined || octets === end - start - 2
      ? undefined
      : `fingerprint type ${rdata[start + 1]} has ${octets} octets, not ${end - start - 2}`;
  },
};

const gatewayOctets = (rdata: Uint8Array, at: number, end: number): number => {
  const length = [0, 4, 16][rdata[at - 2]!];
  if (length !== undefined) return length;
  let next = at;
  while (next < end && rdata[next] !== 0) next += rdata[next]! + 1;
  return next + 1 - at;
};

/** RFC 4025 §2.4: algorithm 0 says that there is no key. */
const keyAsAlgorithmSays: RowOptions = {
  rule: (rdata, start, end) => {
    const keyAt = start + 3 + gatewayOctets(rdata, start + 3, end);
    return rdata[start + 2] === 0 && keyAt < end
      ? "algorithm 0 stands for no key, and a key follows"
      : undefined;
  },
};

export const securityTypes: readonly RecordType[] = [
  define(257, "CAA", "RFC 8659 §4.1", [
    u8("flags"),
    bareString("tag", "letters and digits, such as issue"),
    longText("value"),
  ]),
  define(52, "TLSA", "RFC 6698 §2.1", tlsaFields),
  define(53, "SMIMEA", "RFC 8162 §2", tlsaFields),
  define(
    44,
    "SSHFP",
    "RFC 4255 §3.1",
    [u8("algorithm"), u8("fingerprint type"), hex("fingerprint")],
    fingerprintFits,
  ),
  define(37, "CERT", "RFC 4398 §2", [
    u16("certificate type", certificateTypes),
    u16("key tag"),
    u8("algorithm", algorithms),
    base64("certificate"),
  ]),
  define(61, "OPENPGPKEY", "RFC 7929 §2.1", [base64("key")]),
  define(49, "DHCID", "RFC 4701 §3.1", [base64("identifier")]),
  define(
    45,
    "IPSECKEY",
    "RFC 4025 §2.1",
    [
      u8("precedence"),
      u8("gateway type"),
      u8("algorithm"),
      gateway("gateway"),
      optionalBase64("public key"),
    ],
    keyAsAlgorithmSays,
  ),
  define(260, "AMTRELAY", "RFC 8777 §4.2", [
    u8("precedence"),
    discoveryAndType("relay type"),
    gateway("relay"),
  ]),
  define(55, "HIP", "RFC 8005 §5", [hostIdentity]),
  define(67, "HHIT", "RFC 9886 §5.1", [base64("data")]),
  define(68, "BRID", "RFC 9886 §5.2", [base64("data")]),
];
