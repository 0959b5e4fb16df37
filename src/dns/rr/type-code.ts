/**
 * TYPE codes and their names. `typeCodeOf` is called for every record of every zone, so it hashes
 * the bytes as they are and compares once, without making a string.
 */
import { assert } from "../../base/assert.js";

/**
 * Types of queries and messages (RFC 6895 §3.1): no record of a zone has one. OPT is no data, and
 * TKEY and TSIG live in one message only.
 */
export const metaTypes = {
  OPT: 41,
  /** Of the type bitmap of a compact denial only (RFC 9824 §3.2). */
  NXNAME: 128,
  TKEY: 249,
  TSIG: 250,
  IXFR: 251,
  AXFR: 252,
  MAILB: 253,
  MAILA: 254,
  ANY: 255,
} as const;

const metaCodes: ReadonlySet<number> = new Set(Object.values(metaTypes));

/** Whether the type is of queries or messages only, so that no zone may hold it. */
export function isMetaType(code: number): boolean {
  return metaCodes.has(code);
}

const nameOf = new Map<number, string>();
const tableSize = 1024;
const codeAt = new Int32Array(tableSize).fill(-1);
const wordAt: Uint8Array[] = [];

/** Adds mnemonics to the look-up; the registry does so once, when it is loaded. */
export function registerTypeNames(types: Iterable<{ code: number; mnemonic: string }>): void {
  for (const { code, mnemonic } of types) {
    nameOf.set(code, mnemonic);
    const word = Uint8Array.from(mnemonic, (character) => character.charCodeAt(0));
    let place = hash(word, 0, word.length);
    while (codeAt[place] !== -1) place = (place + 1) & (tableSize - 1);
    codeAt[place] = code;
    wordAt[place] = word;
  }
  assert(nameOf.size < tableSize / 2, "the look-up table of type names is half empty");
}

registerTypeNames(Object.entries(metaTypes).map(([mnemonic, code]) => ({ mnemonic, code })));

/** `MX`, or `TYPE65280` for a code without a mnemonic. */
export function typeName(code: number): string {
  return nameOf.get(code) ?? `TYPE${code}`;
}

/**
 * Code of the type that `text[start, end)` names, without case, `TYPE123` included (RFC 3597 §5);
 * -1 if it names none.
 */
export function typeCodeOf(text: Uint8Array, start: number, end: number): number {
  let place = hash(text, start, end);
  for (let code = codeAt[place]!; code !== -1; code = codeAt[place]!) {
    if (isWord(text, start, end, wordAt[place]!)) return code;
    place = (place + 1) & (tableSize - 1);
  }
  return numericType(text, start, end);
}

/** The same for a string. */
export function typeCodeFromText(text: string): number {
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff);
  return typeCodeOf(bytes, 0, bytes.length);
}

/** Ignores bit 5, so case does not matter; what else that lumps together, `isWord` tells apart. */
function hash(text: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) value = (Math.imul(value, 31) + (text[i]! & 0xdf)) | 0;
  return (value ^ (value >>> 10)) & (tableSize - 1);
}

function isWord(text: Uint8Array, start: number, end: number, word: Uint8Array): boolean {
  if (end - start !== word.length) return false;
  for (let i = 0; i < word.length; i++) {
    const octet = text[start + i]!;
    const upper = octet >= 0x61 && octet <= 0x7a ? octet - 0x20 : octet;
    if (upper !== word[i]) return false;
  }
  return true;
}

const TYPE = Uint8Array.of(0x54, 0x59, 0x50, 0x45);

function numericType(text: Uint8Array, start: number, end: number): number {
  if (end - start < 5 || end - start > 9 || !isWord(text, start, start + 4, TYPE)) return -1;
  let code = 0;
  for (let i = start + 4; i < end; i++) {
    const digit = text[i]! - 0x30;
    if (digit < 0 || digit > 9) return -1;
    code = code * 10 + digit;
  }
  return code > 0xffff ? -1 : code;
}
