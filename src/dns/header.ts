/**
 * The message header (RFC 1035 §4.1.1): 12 octets.
 *
 *   0 ID | 2 flags | 4 QDCOUNT | 6 ANCOUNT | 8 NSCOUNT | 10 ARCOUNT
 *
 *   flags   QR  OPCODE  AA TC RD   RA  Z AD CD  RCODE
 *           80    78    04 02 01   80 40 20 10   0f
 *           `--- octet 2 -------'  `--- octet 3 ---'
 */
export const headerBytes = 12;

/** Offsets of the header's fields. */
export const headerAt = {
  id: 0,
  flags: 2,
  questions: 4,
  answers: 6,
  authorities: 8,
  additionals: 10,
} as const;

/** Bits of the two flag octets read as one number (RFC 1035 §4.1.1, RFC 4035 §3.1.6, §3.2.2). */
export const flag = {
  qr: 0x8000,
  aa: 0x0400,
  tc: 0x0200,
  rd: 0x0100,
  ra: 0x0080,
  z: 0x0040,
  ad: 0x0020,
  cd: 0x0010,
} as const;

export const opcodeMask = 0x7800;
export const opcodeShift = 11;
export const rcodeMask = 0x000f;

/** DNS OpCodes of the IANA registry. */
export const opcode = {
  QUERY: 0,
  IQUERY: 1,
  STATUS: 2,
  NOTIFY: 4,
  UPDATE: 5,
  DSO: 6,
} as const;

/** DNS RCODEs of the IANA registry; those above 15 need EDNS (RFC 6891 §6.1.3). */
export const rcode = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  YXDOMAIN: 6,
  YXRRSET: 7,
  NXRRSET: 8,
  NOTAUTH: 9,
  NOTZONE: 10,
  DSOTYPENI: 11,
  BADVERS: 16,
  BADKEY: 17,
  BADTIME: 18,
  BADMODE: 19,
  BADNAME: 20,
  BADALG: 21,
  BADTRUNC: 22,
  BADCOOKIE: 23,
} as const;

const rcodeNames: ReadonlyMap<number, string> = new Map(
  Object.entries(rcode).map(([name, code]) => [code, name]),
);

/** `NXDOMAIN`, or `RCODE12` for one without a name. */
export function rcodeName(code: number): string {
  return rcodeNames.get(code) ?? `RCODE${code}`;
}

const opcodeNames: ReadonlyMap<number, string> = new Map(
  Object.entries(opcode).map(([name, code]) => [code, name]),
);

/** `QUERY`, or `OPCODE7` for one without a name. */
export function opcodeName(code: number): string {
  return opcodeNames.get(code) ?? `OPCODE${code}`;
}
