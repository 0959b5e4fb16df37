/** Numbers that queries are made of and answers are read by. */
export const typeCodes = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  HINFO: 13,
  MX: 15,
  TXT: 16,
  RP: 17,
  AFSDB: 18,
  KEY: 25,
  AAAA: 28,
  LOC: 29,
  SRV: 33,
  NAPTR: 35,
  KX: 36,
  CERT: 37,
  DNAME: 39,
  OPT: 41,
  APL: 42,
  DS: 43,
  SSHFP: 44,
  IPSECKEY: 45,
  RRSIG: 46,
  NSEC: 47,
  DNSKEY: 48,
  DHCID: 49,
  NSEC3: 50,
  NSEC3PARAM: 51,
  TLSA: 52,
  SMIMEA: 53,
  HIP: 55,
  CDS: 59,
  CDNSKEY: 60,
  OPENPGPKEY: 61,
  CSYNC: 62,
  ZONEMD: 63,
  SVCB: 64,
  HTTPS: 65,
  SPF: 99,
  NID: 104,
  L32: 105,
  L64: 106,
  LP: 107,
  EUI48: 108,
  EUI64: 109,
  IXFR: 251,
  AXFR: 252,
  MAILB: 253,
  ANY: 255,
  URI: 256,
  CAA: 257,
} as const;

export const classCodes = { IN: 1, CH: 3, HS: 4, NONE: 254, ANY: 255 } as const;

export const rcodes = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  YXDOMAIN: 6,
  NOTAUTH: 9,
  BADVERS: 16,
  BADCOOKIE: 23,
} as const;

export const optionCodes = {
  NSID: 3,
  SUBNET: 8,
  EXPIRE: 9,
  COOKIE: 10,
  KEEPALIVE: 11,
  PADDING: 12,
  EDE: 15,
} as const;

/** "A" or "TYPE731" (RFC 3597 §5). */
export function typeName(code: number): string {
  for (const [name, value] of Object.entries(typeCodes)) if (value === code) return name;
  return `TYPE${code}`;
}

export function typeCode(name: string): number {
  const known = (typeCodes as Record<string, number>)[name.toUpperCase()];
  if (known !== undefined) return known;
  const generic = /^TYPE(\d+)$/i.exec(name);
  if (generic === null) throw new Error(`unknown record type ${name}`);
  return Number(generic[1]);
}

export function rcodeName(code: number): string {
  for (const [name, value] of Object.entries(rcodes)) if (value === code) return name;
  return `RCODE${code}`;
}
