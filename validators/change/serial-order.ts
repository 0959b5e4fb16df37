/** How a zone's serial stands to that of another version (RFC 1982), for the rules about serials. */
import { compareSerials } from "../../src/zone/serial.js";
import { rrtype } from "../rrtype.js";
import type { RuleContext } from "../rule-context.js";
import { changesSince, type OtherVersion } from "./versions.js";

export const serialOrder = {
  /** Secondaries will fetch it. */
  newer: "newer",
  same: "same",
  /** A smaller number, and older. */
  wentBack: "went back",
  /** A greater number, but so much that RFC 1982 counts it as older, or as neither. */
  jumped: "jumped",
} as const;
export type SerialOrder = (typeof serialOrder)[keyof typeof serialOrder];

/** How `now` follows `before`. */
export function orderOf(before: number, now: number): SerialOrder {
  const order = compareSerials(now, before);
  if (order === 0) return serialOrder.same;
  if (order === 1) return serialOrder.newer;
  return now > before ? serialOrder.jumped : serialOrder.wentBack;
}

/**
 * Whether an answer differs from that of another version. What a signer makes is told by a version
 * that is a file, but not by a server, which has no RRSIG records of its delegations.
 */
export function isChangedSince(version: OtherVersion, context: RuleContext): boolean {
  const { changes, records } = changesSince(version, context);
  const isServed = version.index === context.baselines.served;
  return changes.length > 0 || (!isServed && records.signerRrsets > 0);
}

/** Record of the SOA, and the place of its serial among the RDATA tokens. */
export function serialPlace({ zone }: RuleContext): { record: number; part: number } {
  return { record: zone.firstRecord(zone.rrset(0, rrtype.SOA)), part: 2 };
}
