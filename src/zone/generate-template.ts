/**
 * The templates of $GENERATE, as BIND's manual has them: `$` stands for the number,
 * `${offset[,width[,base]]}` for the number plus offset, padded with zeros to width, in base d, o,
 * x, X, n or N. Bases n and N are hexadecimal nibbles from the lowest on with dots between, as
 * reverse IPv6 names are; their width counts the dots. `$$` and `\$` are a dollar sign.
 */
import type { ByteWriter } from "../base/byte-writer.js";

const DOLLAR = 0x24;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
/** No name and no RDATA has use for wider numbers. */
const widthMax = 255;
const numberMax = 0x7fff_ffff;

/** Literal bytes, or a number to be written. */
type Part =
  | { readonly kind: "text"; readonly bytes: Uint8Array }
  | {
      readonly kind: "number";
      readonly offset: number;
      readonly width: number;
      readonly base: string;
    };

export type Template = readonly Part[];

const modifier = /^([+-]?\d{1,10})(?:,(\d{1,10})(?:,([doxXnN]))?)?$/;

/** The template that `text` is, or what is wrong with it. */
export function parseTemplate(text: Uint8Array): Template | string {
  const parts: Part[] = [];
  let from = 0;
  let at = 0;
  const literal = (end: number) => {
    if (end > from) parts.push({ kind: "text", bytes: text.slice(from, end) });
  };
  while (at < text.length) {
    if (text[at] === BACKSLASH) at += 2;
    else if (text[at] !== DOLLAR) at++;
    else if (text[at + 1] === DOLLAR) {
      // Escaped, because what is generated is read as zone file text.
      literal(at);
      parts.push({ kind: "text", bytes: Uint8Array.of(BACKSLASH, DOLLAR) });
      from = at += 2;
    } else if (text[at + 1] === OPEN) {
      literal(at);
      const close = text.indexOf(CLOSE, at);
      if (close === -1) return "a modifier that is not closed with }";
      const inner = String.fromCharCode(...text.subarray(at + 2, Math.min(close, at + 64)));
      const match = modifier.exec(inner);
      if (match === null) return `\${${inner}} is not \${offset[,width[,base]]}`;
      const offset = Number(match[1]);
      const width = Number(match[2] ?? 0);
      if (Math.abs(offset) > numberMax) return `offset ${offset} is out of range`;
      if (width > widthMax) return `width ${width} is more than ${widthMax}`;
      parts.push({ kind: "number", offset, width, base: match[3] ?? "d" });
      from = at = close + 1;
    } else {
      literal(at);
      parts.push({ kind: "number", offset: 0, width: 0, base: "d" });
      from = ++at;
    }
  }
  literal(text.length);
  return parts;
}

/** Appends the template with `number` filled in; false if that leaves 32 bits. */
export function expandTemplate(template: Template, number: number, out: ByteWriter): boolean {
  for (const part of template) {
    if (part.kind === "text") {
      out.copy(part.bytes);
      continue;
    }
    const value = number + part.offset;
    if (value > numberMax || value < -numberMax - 1) return false;
    const text = formatNumber(value, part.width, part.base);
    for (let i = 0; i < text.length; i++) out.u8(text.charCodeAt(i));
  }
  return true;
}

const radix: { readonly [base: string]: number } = { d: 10, o: 8, x: 16, X: 16 };

/** Below zero, decimal has a sign and the others are two's complement, as printf writes them. */
function formatNumber(value: number, width: number, base: string): string {
  if (base === "n" || base === "N") return nibbles(value >>> 0, width, base);
  if (base === "d") {
    const digits = String(Math.abs(value));
    return value < 0 ? `-${digits.padStart(width - 1, "0")}` : digits.padStart(width, "0");
  }
  const text = (value >>> 0).toString(radix[base]).padStart(width, "0");
  return base === "X" ? text.toUpperCase() : text;
}

/** 1234 (4d2 in hexadecimal) in width 7 is `2.d.4.0`. */
function nibbles(value: number, width: number, base: string): string {
  let text = "";
  do {
    text += (value & 15).toString(16);
    value >>>= 4;
    if (value !== 0 || width > text.length) text += ".";
  } while (value !== 0 || width > text.length);
  return base === "N" ? text.toUpperCase() : text;
}
