/** Serial number arithmetic (RFC 1982): serials are points on a circle of 2^32, not numbers. */

/** What two serials say about each other; `undefined` is RFC 1982 §3.2's half-circle, no order. */
export type SerialOrder = -1 | 0 | 1 | undefined;

/** -1 if `a` is older than `b`, 1 if newer, 0 if equal, undefined if 2^31 apart. */
export function compareSerials(a: number, b: number): SerialOrder {
  const distance = (a - b) >>> 0;
  if (distance === 0) return 0;
  if (distance === 0x8000_0000) return undefined;
  return distance < 0x8000_0000 ? 1 : -1;
}

/** Whether a secondary that holds `older` would take `newer` as an update. */
export function isNewerSerial(newer: number, older: number): boolean {
  return compareSerials(newer, older) === 1;
}

/** `serial` plus `count` (RFC 1982 §3.1); `count` is at most 2^31 - 1. */
export function addToSerial(serial: number, count: number): number {
  return (serial + count) >>> 0;
}
