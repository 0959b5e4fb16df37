/** CLASS codes (RFC 1035 §3.2.4, RFC 2136 §2.4 for NONE) and their text, RFC 3597 §5 included. */
export const dnsClass = { IN: 1, CH: 3, HS: 4, NONE: 254, ANY: 255 } as const;

const codeOf: ReadonlyMap<string, number> = new Map<string, number>([
  ...Object.entries(dnsClass),
  ["CS", 2],
]);
const nameOf = new Map([...codeOf].map(([name, code]) => [code, name]));

/** `IN`, `CH`, … or `CLASS123`. */
export function className(code: number): string {
  return nameOf.get(code) ?? `CLASS${code}`;
}

/**
 * Code of the class that `text[start, end)` names, without case; -1 if it names none. Called for
 * every record of a zone.
 */
export function classCodeOf(text: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length === 2) {
    const first = text[start]! & 0xdf;
    const second = text[start + 1]! & 0xdf;
    if (first === 0x49) return second === 0x4e ? dnsClass.IN : -1;
    if (first === 0x43) return second === 0x48 ? dnsClass.CH : second === 0x53 ? 2 : -1;
    return first === 0x48 && second === 0x53 ? dnsClass.HS : -1;
  }
  // "NONE" and "ANY" are of updates and queries, never of a record in a zone.
  if (length < 6 || length > 10 || (text[start]! & 0xdf) !== 0x43) return -1;
  for (let i = 1; i < 5; i++) if ((text[start + i]! & 0xdf) !== "CLASS".charCodeAt(i)) return -1;
  let code = 0;
  for (let i = start + 5; i < end; i++) {
    const digit = text[i]! - 0x30;
    if (digit < 0 || digit > 9) return -1;
    code = code * 10 + digit;
  }
  return code > 0xffff ? -1 : code;
}
