/**
 * IP addresses and prefixes, strict: no octal, no leading zeros in IPv4 (what they mean differs
 * between systems), no zone index. Text goes in as bytes, for zone files, or as a string.
 */

const DOT = 0x2e;
const COLON = 0x3a;

/** Parses `text[start, end)` as a dotted quad into `out[at, at + 4)`; false if it is none. */
export function parseIpv4(
  text: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
  at: number,
): boolean {
  const length = end - start;
  if (length < 7 || length > 15) return false;
  let value = 0;
  let digits = 0;
  let octets = 0;
  for (let i = start; i < end; i++) {
    const digit = text[i]! - 0x30;
    if (digit >= 0 && digit <= 9) {
      if (digits !== 0 && value === 0) return false;
      value = value * 10 + digit;
      if (value > 255) return false;
      digits++;
    } else {
      if (text[i] !== DOT || digits === 0 || octets === 3) return false;
      out[at + octets++] = value;
      value = digits = 0;
    }
  }
  if (digits === 0 || octets !== 3) return false;
  out[at + 3] = value;
  return true;
}

/** Value of each hexadecimal digit; 255 for what is none. */
export const hexValue: Uint8Array = new Uint8Array(256).fill(255);
for (let digit = 0; digit < 16; digit++) {
  const text = digit.toString(16);
  hexValue[text.charCodeAt(0)] = digit;
  hexValue[text.toUpperCase().charCodeAt(0)] = digit;
}

/** Parses `text[start, end)` as RFC 4291 §2.2 text into `out[at, at + 16)`; false if it is none. */
export function parseIpv6(
  text: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
  at: number,
): boolean {
  const length = end - start;
  if (length < 2 || length > 45) return false;
  let i = start;
  let groups = 0;
  let gap = -1;
  if (text[i] === COLON) {
    if (text[i + 1] !== COLON) return false;
    gap = 0;
    i += 2;
  }
  while (i < end) {
    const groupStart = i;
    let value = 0;
    while (i < end) {
      const digit = hexValue[text[i]!]!;
      if (digit === 255) break;
      if (i - groupStart === 4) return false;
      value = (value << 4) | digit;
      i++;
    }
    if (i < end && text[i] === DOT) {
      // The last 32 bits as a dotted quad (RFC 4291 §2.2, third form).
      if (groups > 6 || !parseIpv4(text, groupStart, end, out, at + groups * 2)) return false;
      groups += 2;
      i = end;
      break;
    }
    if (i === groupStart || groups === 8) return false;
    out[at + groups * 2] = value >>> 8;
    out[at + groups * 2 + 1] = value;
    groups++;
    if (i === end) break;
    if (text[i] !== COLON) return false;
    i++;
    if (i === end) return false;
    if (text[i] === COLON) {
      if (gap !== -1) return false;
      gap = groups;
      i++;
    }
  }
  if (gap === -1) return groups === 8;
  if (groups === 8) return false;
  const tail = (groups - gap) * 2;
  out.copyWithin(at + 16 - tail, at + gap * 2, at + groups * 2);
  out.fill(0, at + gap * 2, at + 16 - tail);
  return true;
}

/** `192.0.2.1` from 4 octets. */
export function printIpv4(bytes: Uint8Array, at = 0): string {
  return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;
}

/** RFC 5952 text of 16 octets: lower case, no leading zeros, the longest run of zeros as `::`. */
export function printIpv6(bytes: Uint8Array, at = 0): string {
  const groups: number[] = [];
  for (let i = 0; i < 16; i += 2) groups.push((bytes[at + i]! << 8) | bytes[at + i + 1]!);
  let runStart = -1;
  let runLength = 1; // RFC 5952 §4.2.2: a single group of zeros is not shortened.
  for (let i = 0; i < 8; i++) {
    let j = i;
    while (j < 8 && groups[j] === 0) j++;
    if (j - i > runLength) {
      runStart = i;
      runLength = j - i;
    }
    if (j > i) i = j;
  }
  // RFC 5952 §5: IPv4-mapped addresses keep their dotted quad.
  if (runStart === 0 && runLength === 5 && groups[5] === 0xffff) {
    return `::ffff:${printIpv4(bytes, at + 12)}`;
  }
  const hex = groups.map((group) => group.toString(16));
  if (runStart === -1) return hex.join(":");
  return `${hex.slice(0, runStart).join(":")}::${hex.slice(runStart + runLength).join(":")}`;
}

/** 4 or 16 octets of the address that `text` spells, or undefined. */
export function addressFromText(text: string): Uint8Array | undefined {
  const bytes = asciiBytes(text);
  if (bytes === undefined) return undefined;
  const v4 = new Uint8Array(4);
  if (parseIpv4(bytes, 0, bytes.length, v4, 0)) return v4;
  const v6 = new Uint8Array(16);
  return parseIpv6(bytes, 0, bytes.length, v6, 0) ? v6 : undefined;
}

/** Text of an address of 4 or 16 octets. */
export function addressToText(address: Uint8Array): string {
  return address.length === 4 ? printIpv4(address) : printIpv6(address);
}

/** A range of addresses: those whose first `bits` bits equal the address's. */
export interface Prefix {
  /** 4 or 16 octets, zero behind the prefix. */
  readonly address: Uint8Array;
  readonly bits: number;
}

/**
 * The prefix that `text` spells, `192.0.2.0/24` or a single address. Undefined if it is none, or if
 * bits behind the prefix are set: then one of the two numbers is a slip.
 */
export function prefixFromText(text: string): Prefix | undefined {
  const slash = text.indexOf("/");
  const address = addressFromText(slash === -1 ? text : text.slice(0, slash));
  if (address === undefined) return undefined;
  if (slash === -1) return { address, bits: address.length * 8 };
  const digits = text.slice(slash + 1);
  const bits = Number(digits);
  if (!/^(0|[1-9][0-9]{0,2})$/.test(digits) || bits > address.length * 8) return undefined;
  for (let bit = bits; bit < address.length * 8; bit++) {
    if (((address[bit >>> 3]! >>> (7 - (bit & 7))) & 1) !== 0) return undefined;
  }
  return { address, bits };
}

/** Whether the address of `length` octets at `bytes[at]` is inside the prefix. */
export function prefixContains(
  prefix: Prefix,
  bytes: Uint8Array,
  at: number,
  length: number,
): boolean {
  if (length !== prefix.address.length) return false;
  const whole = prefix.bits >>> 3;
  for (let i = 0; i < whole; i++) if (bytes[at + i] !== prefix.address[i]) return false;
  const rest = prefix.bits & 7;
  return rest === 0 || (bytes[at + whole]! ^ prefix.address[whole]!) >>> (8 - rest) === 0;
}

function asciiBytes(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return undefined;
    bytes[i] = code;
  }
  return bytes;
}
