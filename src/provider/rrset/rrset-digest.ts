/**
 * Digests of RRsets. That of a zone is made as RFC 8976 §3.3.1 makes one, scheme SIMPLE: records in
 * canonical order, hashed with SHA-384. Two providers that serve the same have the same digest.
 */
import { createHash } from "node:crypto";
import { ByteWriter } from "../../base/byte-writer.js";
import { dnsClass } from "../../dns/class.js";
import { compareNames } from "../../dns/name.js";
import { recordTypeOf } from "../../dns/rr/registry.js";
import { type Comparison, comparableRdata, looseComparison } from "./comparable-rdata.js";
import type { Rrset } from "./rrset.js";
import { canonicalJson } from "./same-json.js";
import { sameOctets } from "./same-rrset.js";

/** What the digest of a zone covers; for providers, what is the same at all of them. */
export interface DigestSubset {
  /** Leave out NS at this name: each provider may add its own. */
  readonly withoutNsAt?: Uint8Array;
  /** Leave out what signers make: DNSKEY, RRSIG, NSEC, NSEC3, NSEC3PARAM, CDS, CDNSKEY, ZONEMD. */
  readonly withoutDnssec?: boolean;
  /** Count every TTL as 0: providers raise and lower them. */
  readonly withoutTtl?: boolean;
  /** How RDATA counts, by default TXT as one string; null: strictly as RFC 8976 has it. */
  readonly comparison?: Comparison | null;
}

const NS = 2;
const SOA = 6;
const dnssecTypes: ReadonlySet<number> = new Set([46, 47, 48, 50, 51, 59, 60, 63]);

/** Whether signers make RRsets of this TYPE, each its own. */
export function isSigners(type: number): boolean {
  return dnssecTypes.has(type);
}

/** Octets that are handed to the hash at once. */
const portionBytes = 64 * 1024;

/** SHA-384 over the RRsets of a zone, hexadecimal; SOA and `extra` never count. */
export function zoneRrsetsDigest(rrsets: readonly Rrset[], subset: DigestSubset = {}): string {
  const { withoutNsAt, withoutDnssec = false, withoutTtl = false } = subset;
  const comparison = subset.comparison === undefined ? looseComparison : subset.comparison;
  const covered = rrsets.filter(({ owner, type }) => {
    if (type === SOA || (withoutDnssec && isSigners(type))) return false;
    return !(type === NS && withoutNsAt !== undefined && sameOctets(owner, withoutNsAt));
  });
  const digest = createHash("sha384");
  const out = new ByteWriter(2 * portionBytes);
  for (const rrset of covered.sort(canonicalOrder)) {
    const ttl = withoutTtl ? 0 : rrset.ttlSeconds;
    for (const rdata of digestedRdatas(rrset, comparison)) {
      out.copy(rrset.owner);
      out.u16(rrset.type);
      out.u16(dnsClass.IN);
      out.u32(ttl);
      out.u16(rdata.length);
      out.copy(rdata);
      if (out.length < portionBytes) continue;
      digest.update(out.bytes.subarray(0, out.length));
      out.length = 0;
    }
  }
  return digest.update(out.bytes.subarray(0, out.length)).digest("hex");
}

/** Owners as RFC 4034 §6.1 orders them, types of one owner ascending, variants by name. */
export function canonicalOrder(a: Rrset, b: Rrset): number {
  if (a.owner !== b.owner) {
    const order = compareNames(a.owner, 0, b.owner, 0);
    if (order !== 0) return order;
  }
  return a.type - b.type || (a.variant < b.variant ? -1 : Number(a.variant > b.variant));
}

function digestedRdatas(
  { type, rdatas }: Rrset,
  comparison: Comparison | null,
): readonly Uint8Array[] {
  const digested = rdatas.map((rdata) =>
    comparison === null ? canonicalRdata(type, rdata) : comparableRdata(type, rdata, comparison),
  );
  if (digested.length < 2) return digested;
  return digested
    .sort(Buffer.compare)
    .filter((rdata, i) => i === 0 || !sameOctets(rdata, digested[i - 1]!));
}

function canonicalRdata(type: number, rdata: Uint8Array): Uint8Array {
  const out = new ByteWriter(rdata.length);
  recordTypeOf(type).canonical(rdata, 0, rdata.length, out);
  return out.toBytes();
}

/**
 * Short digest of one RRset, 32 hexadecimal digits: equal for what `sameRrset` calls the same. Kept
 * with what a provider refused, so that another content is tried again.
 */
export function rrsetDigest(rrset: Rrset, comparison: Comparison = looseComparison): string {
  const content = rrsetContent(rrset, comparison);
  return createHash("sha256").update(content, "latin1").digest("hex").slice(0, 32);
}

/** Everything that is compared of an RRset as a string of octets: a key of maps and sets. */
export function rrsetContent(rrset: Rrset, comparison: Comparison): string {
  const out = new ByteWriter();
  appendContent(rrset, comparison, out);
  return Buffer.from(out.bytes.buffer, 0, out.length).toString("latin1");
}

/** Everything that is compared of an RRset; equal octets for what `sameRrset` calls the same. */
export function appendContent(rrset: Rrset, comparison: Comparison, out: ByteWriter): void {
  out.copy(rrset.owner);
  out.u16(rrset.type);
  out.u32(rrset.ttlSeconds);
  if (rrset.variant === "" && rrset.extra === null) out.u32(0);
  else {
    const notes = Buffer.from(canonicalJson([rrset.variant, rrset.extra]));
    out.u32(notes.length);
    out.copy(notes);
  }
  const rdatas = digestedRdatas(rrset, comparison);
  out.u32(rdatas.length);
  for (const rdata of rdatas) {
    out.u32(rdata.length);
    out.copy(rdata);
  }
}
