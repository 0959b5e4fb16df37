/**
 * Domain names between presentation form and wire form (RFC 1035 §5.1): `\X` is the octet X, `\DDD`
 * an octet in decimal, a name without a final dot is relative to the origin, `@` is the origin.
 */
import { ByteWriter } from "../base/byte-writer.js";
import { limits } from "../base/limits.js";
import { lowerCase, rootName } from "./name.js";
import { type Scanner, tokenKind } from "./text/scanner.js";

/** Why a text is no name. */
export const nameFault = {
  none: 0,
  empty: 1,
  emptyLabel: 2,
  labelTooLong: 3,
  nameTooLong: 4,
  badEscape: 5,
} as const;
export type NameFault = (typeof nameFault)[keyof typeof nameFault];

/** What is said of each fault. */
const faults: readonly { code: string; message: string; hint: string }[] = [
  { code: "", message: "", hint: "" },
  {
    code: "empty-name",
    message: "an empty name",
    hint: "write @ for the origin, or . for the root",
  },
  {
    code: "empty-label",
    message: "a name with an empty label",
    hint: "two dots follow each other, or it starts with one",
  },
  {
    code: "label-too-long",
    message: "a name with a label of more than 63 octets",
    hint: "shorten it (RFC 1035 §2.3.4)",
  },
  {
    code: "name-too-long",
    message: "a name of more than 255 octets, origin included",
    hint: "shorten it, or end it with a dot if it is absolute (RFC 1035 §2.3.4)",
  },
  {
    code: "bad-escape",
    message: "a name with a broken escape",
    hint: "write \\X, or \\DDD with a decimal from 000 to 255",
  },
];

const AT = 0x40;
const BACKSLASH = 0x5c;
const DOT = 0x2e;
/** No name needs more text: 255 octets, each as \DDD. */
const textBytesMax = 4 * limits.nameBytesMax;

/**
 * Appends the wire form of the scanner's present token as a name, case kept; the scanner stays on
 * it. Throws TextFault.
 */
export function readName(scanner: Scanner, origin: Uint8Array, out: ByteWriter): void {
  if (scanner.kind !== tokenKind.word) {
    throw scanner.fault("bad-name", "a name was expected", "names are written without quotes");
  }
  const fault = appendName(scanner.bytes, scanner.start, scanner.end, origin, out);
  if (fault !== nameFault.none) {
    const { code, message, hint } = faults[fault]!;
    throw scanner.fault(code, `"${scanner.text()}" is ${message}`, hint);
  }
}

/**
 * Appends the wire form of the name that `text[start, end)` spells, case kept. On a fault nothing
 * is appended.
 */
export function appendName(
  text: Uint8Array,
  start: number,
  end: number,
  origin: Uint8Array,
  out: ByteWriter,
): NameFault {
  if (end - start <= 1) {
    if (end === start) return nameFault.empty;
    if (text[start] === AT) {
      out.copy(origin);
      return nameFault.none;
    }
    if (text[start] === DOT) {
      out.u8(0);
      return nameFault.none;
    }
  }
  if (end - start > textBytesMax) return nameFault.nameTooLong;
  out.reserve(textBytesMax + 2);
  const { bytes, length: first } = out;
  let lengthAt = first;
  let at = first + 1;
  for (let i = start; i < end; i++) {
    const octet = text[i]!;
    if (octet === DOT) {
      const length = at - lengthAt - 1;
      if (length === 0) return nameFault.emptyLabel;
      if (length > limits.labelBytesMax) return nameFault.labelTooLong;
      bytes[lengthAt] = length;
      lengthAt = at++;
    } else if (octet === BACKSLASH) {
      const value = escapedOctet(text, i, end);
      if (value < 0) return nameFault.badEscape;
      bytes[at++] = value;
      i += escapeBytes(text, i) - 1;
    } else bytes[at++] = octet;
  }
  const length = at - lengthAt - 1;
  if (length > limits.labelBytesMax) return nameFault.labelTooLong;
  bytes[lengthAt] = length;
  // A final dot left an empty label behind: the root, and the name is absolute.
  const total = at - first + (length === 0 ? 0 : origin.length);
  if (total > limits.nameBytesMax) return nameFault.nameTooLong;
  out.length = at;
  if (length !== 0) out.copy(origin);
  return nameFault.none;
}

/** The octet that the escape at `text[at]` (a backslash) stands for, or -1. */
export function escapedOctet(text: Uint8Array, at: number, end: number): number {
  if (at + 1 >= end) return -1;
  const first = text[at + 1]! - 0x30;
  if (first < 0 || first > 9) return text[at + 1]!;
  if (at + 3 >= end) return -1;
  const second = text[at + 2]! - 0x30;
  const third = text[at + 3]! - 0x30;
  if (second < 0 || second > 9 || third < 0 || third > 9) return -1;
  const value = first * 100 + second * 10 + third;
  return value > 255 ? -1 : value;
}

/** Length of the well-formed escape at `text[at]`: 4 for `\DDD`, 2 for `\X`. */
export function escapeBytes(text: Uint8Array, at: number): number {
  const digit = text[at + 1]! - 0x30;
  return digit >= 0 && digit <= 9 ? 4 : 2;
}

/** Octets that have a meaning of their own in a zone file, so a name escapes them. */
const special = new Set([...'"$().;@\\'].map((character) => character.charCodeAt(0)));

const textOfOctet: readonly string[] = Array.from({ length: 256 }, (_, octet) => {
  if (octet <= 0x20 || octet >= 0x7f) return `\\${octet.toString().padStart(3, "0")}`;
  return (special.has(octet) ? "\\" : "") + String.fromCharCode(octet);
});

/** The well-formed name at `at` in presentation form, absolute: `www.example.com.`. */
export function nameToText(name: Uint8Array, at = 0): string {
  let length = name[at]!;
  if (length === 0) return ".";
  let text = "";
  for (; length !== 0; length = name[at]!) {
    at++;
    for (const end = at + length; at < end; at++) text += textOfOctet[name[at]!]!;
    text += ".";
  }
  return text;
}

/**
 * The wire form of a name written in a configuration, an API or a test; case kept. Undefined if it
 * is no name. Characters outside ASCII are refused: an internationalised name is given as A-labels.
 */
export function nameFromText(text: string, origin: Uint8Array = rootName): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return undefined;
    bytes[i] = code;
  }
  const out = new ByteWriter(text.length + origin.length + 2);
  const fault = appendName(bytes, 0, bytes.length, origin, out);
  return fault === nameFault.none ? out.toBytes() : undefined;
}

/** The same, folded to lower case, as names are kept inside. */
export function lowerNameFromText(text: string): Uint8Array | undefined {
  const name = nameFromText(text);
  if (name !== undefined) lowerCase(name, 0, name.length);
  return name;
}
