/**
 * Times in signatures: seconds modulo 2^32, within 68 years of now (RFC 4034 §3.1.5). Signatures
 * out of their time are out of it all together, so they are told as one finding, at the one that is
 * worst.
 */
import { rrtype } from "../rrtype.js";
import type { ZoneIndex } from "../zone-index.js";
import { Signature } from "./signed-zone.js";

/** Seconds from now, negative if past. */
interface Until {
  readonly inception: number;
  readonly expiration: number;
}

interface First {
  readonly signature: Signature;
  readonly value: number;
  /** How many have a value. */
  readonly count: number;
}

/** The signature that `measure` gives the lowest value; null counts as none. */
export function firstOf(
  zone: ZoneIndex,
  now: number,
  measure: (until: Until) => number | null,
): First | undefined {
  let count = 0;
  let lowest = Number.POSITIVE_INFINITY;
  let owner = -1;
  let found = -1;
  for (const rrset of zone.rrsetsOf(rrtype.RRSIG)) {
    for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
      const value = measure({
        expiration: secondsUntil(zone.u32(record, 8), now),
        inception: secondsUntil(zone.u32(record, 12), now),
      });
      if (value === null) continue;
      count++;
      if (value >= lowest) continue;
      lowest = value;
      owner = zone.ownerOf(rrset);
      found = record;
    }
  }
  if (found === -1) return undefined;
  return { signature: new Signature(zone, found, owner), value: lowest, count };
}

export const daySeconds = 86_400;

/** Seconds from now until `time`; negative if it is past. */
export function secondsUntil(time: number, now: number): number {
  return (time - now) | 0;
}

/** `2026-11-22 06:00 UTC`. */
export function timeText(time: number, now: number): string {
  const seconds = now + secondsUntil(time, now);
  return `${new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** `3 days`, `5 hours`. */
export function spanText(seconds: number): string {
  const [count, unit] =
    seconds >= 2 * daySeconds
      ? [Math.floor(seconds / daySeconds), "days"]
      : [Math.floor(seconds / 3600), "hours"];
  return `${count} ${unit}`;
}
