/**
 * Every bound of the system in one place, each with its reason. A limit that only one file knows
 * about is a surprise; a limit in this table is a decision. Relations are asserted at load, below.
 */
import { assert } from "./assert.js";

export const limits = {
  /** RFC 1035 §2.3.4: a name is at most 255 octets on the wire, length bytes and root included. */
  nameBytesMax: 255,
  /** RFC 1035 §2.3.4: a label is at most 63 octets. */
  labelBytesMax: 63,
  /** 255 octets hold at most 127 one-byte labels and the root. */
  labelsMax: 127,
  /** RDLENGTH is 16 bits (RFC 1035 §3.2.1). */
  rdataBytesMax: 65_535,
  /** The two-byte length prefix of DNS over TCP (RFC 1035 §4.2.2). */
  messageBytesMax: 65_535,
  /** RFC 2181 §8: a TTL is an unsigned 31-bit number of seconds. */
  ttlSecondsMax: 0x7fff_ffff,
  /** RFC 1035 §4.2.1: a UDP payload without EDNS. */
  udpPayloadPlainBytes: 512,
  /** Our own cap on UDP payloads: fits IPv6's minimum MTU of 1280, so it is never fragmented. */
  udpPayloadDefaultBytes: 1232,
  /** The largest cap that a configuration may set; a receive frame holds it. */
  udpPayloadMaxBytes: 4096,
  /** One token of a zone file: 64 KiB of RDATA, each octet written as \DDD. */
  tokenBytesMax: 4 * 65_536,
  /** $INCLUDE inside $INCLUDE …: deeper is a mistake, and each level holds a buffer. */
  includeDepthMax: 16,
  /** $INCLUDE lines followed for one zone: files that include each other twice grow by powers. */
  includesPerZoneMax: 4096,
  /** Names and RDATA of one zone together, so that 32-bit offsets hold with room to spare. */
  zoneBytesMax: 1024 * 1024 * 1024,
  /** Records that one $GENERATE line may make; BIND's own range is 0 to 2^31-1. */
  generateRecordsMax: 65_536,
  /** Diagnostics kept for one zone; the rest are counted only. */
  diagnosticsPerZoneMax: 100,
  /** CNAME and DNAME steps that one answer follows; longer chains end where they stand. */
  chainStepsMax: 16,
  /**
   * Datagrams a worker takes from the kernel in one call. 32 and 128 cost the same per query within
   * the noise of 3 %; more would only be lost together when a worker dies.
   */
  batchMax: 64,
  /** Addresses that one server listens on; each costs every UDP worker a socket to look at. */
  listenAddressesMax: 64,
  /** Zones with metric series of their own: a page of 100,000 would choke whoever scrapes it. */
  zoneSeriesMax: 1000,
  /** Targets with metric series of their own, and steered RRsets; each target has three. */
  targetSeriesMax: 1000,
} as const;

assert(limits.udpPayloadPlainBytes <= limits.udpPayloadDefaultBytes, "512 is the floor of EDNS");
assert(limits.udpPayloadDefaultBytes <= limits.udpPayloadMaxBytes, "the default is inside the cap");
assert(limits.udpPayloadMaxBytes <= limits.messageBytesMax, "UDP answers fit in a message");
