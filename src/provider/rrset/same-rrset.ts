/** Whether two RRsets are the same to whoever asks for them, however a provider writes them. */
import { type Comparison, comparableRdata } from "./comparable-rdata.js";
import type { Rrset } from "./rrset.js";
import { sameJson } from "./same-json.js";

/** Owner, type, variant, TTL, RDATA in any order, and extras; an equivalence. */
export function sameRrset(a: Rrset, b: Rrset, comparison: Comparison): boolean {
  return (
    a.type === b.type &&
    a.ttlSeconds === b.ttlSeconds &&
    a.variant === b.variant &&
    sameOctets(a.owner, b.owner) &&
    sameJson(a.extra, b.extra) &&
    sameRdatas(a, b, comparison)
  );
}

/** Of two RRsets of one type, RDATA alone. */
export function sameRdatas(a: Rrset, b: Rrset, comparison: Comparison): boolean {
  if (a.rdatas.length === b.rdatas.length) {
    // Nearly always the same octets in the same order, and nothing need be folded.
    if (a.rdatas.every((rdata, i) => sameOctets(rdata, b.rdatas[i]!))) return true;
    if (a.rdatas.length === 1) {
      const [one, other] = [a, b].map((rrset) =>
        comparableRdata(rrset.type, rrset.rdatas[0]!, comparison),
      );
      return sameOctets(one!, other!);
    }
  }
  const keys = comparableKeys(a, comparison);
  const others = comparableKeys(b, comparison);
  return keys.length === others.length && keys.every((key, i) => key === others[i]);
}

/** Comparable RDATA as strings of octets, in order, none twice. */
function comparableKeys(rrset: Rrset, comparison: Comparison): readonly string[] {
  const keys = rrset.rdatas.map((rdata) => comparableKey(rrset.type, rdata, comparison));
  return keys.length < 2 ? keys : [...new Set(keys)].sort();
}

export function comparableKey(type: number, rdata: Uint8Array, comparison: Comparison): string {
  const { buffer, byteOffset, length } = comparableRdata(type, rdata, comparison);
  return Buffer.from(buffer, byteOffset, length).toString("latin1");
}

export function sameOctets(a: Uint8Array, b: Uint8Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
