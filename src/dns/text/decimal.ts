/** Decimal numbers and times in zone files. */

/** The value of `text[start, end)`, digits only; -1 if it is no number or above 2^32 - 1. */
export function decimalOf(text: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length < 1 || length > 10) return -1;
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = text[i]! - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value > 0xffff_ffff ? -1 : value;
}

const secondsOfUnit = new Uint32Array(256);
for (const [unit, seconds] of [
  ["s", 1],
  ["m", 60],
  ["h", 3600],
  ["d", 86_400],
  ["w", 604_800],
] as const) {
  secondsOfUnit[unit.charCodeAt(0)] = seconds;
  secondsOfUnit[unit.toUpperCase().charCodeAt(0)] = seconds;
}

/**
 * Seconds of a time such as `3600`, `1h30m` or `2W`: every server knows these units, no RFC does.
 * A number behind the last unit counts seconds. -1 if it is no time, -2 if above 2^32 - 1.
 */
export function durationOf(text: Uint8Array, start: number, end: number): number {
  if (end === start) return -1;
  let total = 0;
  let value = -1;
  for (let i = start; i < end; i++) {
    const digit = text[i]! - 0x30;
    if (digit >= 0 && digit <= 9) {
      value = (value === -1 ? 0 : value * 10) + digit;
      if (value > 0xffff_ffff) return -2;
    } else {
      const unit = secondsOfUnit[text[i]!]!;
      if (unit === 0 || value === -1) return -1;
      total += value * unit;
      value = -1;
    }
  }
  if (value !== -1) total += value;
  return total > 0xffff_ffff ? -2 : total;
}
