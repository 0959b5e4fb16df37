/**
 * EDNS(0) (RFC 6891 §6.1): a pseudo-record of the additional section.
 *
 *   0 root name | 1 TYPE 41 | 3 UDP payload size | 5 extended RCODE | 6 version | 7 flags (DO 8000)
 *   | 9 RDLENGTH | 11 options: code (2), length (2), data
 */
export const optBytes = 11;

/** Offsets from the first octet of the OPT record. */
export const optAt = {
  payload: 3,
  extendedRcode: 5,
  version: 6,
  flags: 7,
} as const;

/** Version that is spoken; a higher one is answered BADVERS (RFC 6891 §6.1.3). */
export const ednsVersion = 0;

/** "DNSSEC answer OK" (RFC 3225 §3), in the flags of the OPT record. */
export const doFlag = 0x8000;

/** DNS EDNS0 Option Codes of the IANA registry. */
export const ednsOption = {
  NSID: 3,
  CLIENT_SUBNET: 8,
  EXPIRE: 9,
  COOKIE: 10,
  TCP_KEEPALIVE: 11,
  PADDING: 12,
  CHAIN: 13,
  KEY_TAG: 14,
  EDE: 15,
  REPORT_CHANNEL: 18,
  ZONEVERSION: 19,
} as const;

/** Extended DNS Error codes (RFC 8914 §4 and the IANA registry). */
export const extendedError = {
  OTHER: 0,
  UNSUPPORTED_DNSKEY_ALGORITHM: 1,
  UNSUPPORTED_DS_DIGEST_TYPE: 2,
  STALE_ANSWER: 3,
  FORGED_ANSWER: 4,
  DNSSEC_INDETERMINATE: 5,
  DNSSEC_BOGUS: 6,
  SIGNATURE_EXPIRED: 7,
  SIGNATURE_NOT_YET_VALID: 8,
  DNSKEY_MISSING: 9,
  RRSIGS_MISSING: 10,
  NO_ZONE_KEY_BIT_SET: 11,
  NSEC_MISSING: 12,
  CACHED_ERROR: 13,
  NOT_READY: 14,
  BLOCKED: 15,
  CENSORED: 16,
  FILTERED: 17,
  PROHIBITED: 18,
  STALE_NXDOMAIN_ANSWER: 19,
  NOT_AUTHORITATIVE: 20,
  NOT_SUPPORTED: 21,
  NO_REACHABLE_AUTHORITY: 22,
  NETWORK_ERROR: 23,
  INVALID_DATA: 24,
} as const;
