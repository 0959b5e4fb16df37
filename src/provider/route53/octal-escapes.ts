/**
 * Text as Route 53 writes it: `\ooo` is an octet in octal, where RFC 1035 has `\DDD` in decimal. So
 * `\052` is an asterisk here and the digit 4 there, and the two never share a codec.
 */
import { ByteWriter } from "../../base/byte-writer.js";
import { limits } from "../../base/limits.js";
import { lowerOf } from "../../dns/name.js";

const BACKSLASH = 0x5c;
const DOT = 0x2e;

/** What Route 53 returns as it is: a to z, 0 to 9, hyphen and underscore. */
const plainInNames = /^[a-z0-9_-]$/;

const nameTextOfOctet: readonly string[] = Array.from({ length: 256 }, (_, octet) => {
  const character = String.fromCharCode(octet);
  return plainInNames.test(character) ? character : octal(octet);
});

/** A name in wire form and lower case, as Route 53 returns it: `\052.example.com.`. */
export function nameToRoute53(name: Uint8Array): string {
  let text = "";
  let at = 0;
  for (let length = name[at]!; length !== 0; length = name[at]!) {
    for (const end = ++at + length; at < end; at++) text += nameTextOfOctet[name[at]!]!;
    text += ".";
  }
  return text === "" ? "." : text;
}

/** Wire form in lower case; undefined if it is no name. The final dot may be missing. */
export function nameFromRoute53(text: string): Uint8Array | undefined {
  if (text === ".") return Uint8Array.of(0);
  const out = new ByteWriter(text.length + 2);
  let lengthAt = 0;
  out.u8(0);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === DOT) {
      if (!endLabel(out, lengthAt)) return undefined;
      lengthAt = out.length;
      out.u8(0);
      continue;
    }
    const octet = code === BACKSLASH ? octetAt(text, i + 1) : code;
    if (octet === undefined || octet > 0xff) return undefined;
    if (code === BACKSLASH) i += 3;
    out.u8(lowerOf[octet]!);
  }
  // Without a final dot the last label is still open.
  if (out.length - lengthAt > 1) {
    if (!endLabel(out, lengthAt)) return undefined;
    out.u8(0);
  }
  const isName = out.length <= limits.nameBytesMax && text !== "";
  return isName ? out.toBytes() : undefined;
}

function endLabel(out: ByteWriter, lengthAt: number): boolean {
  const length = out.length - lengthAt - 1;
  out.bytes[lengthAt] = length;
  return length > 0 && length <= limits.labelBytesMax;
}

/** RDATA in presentation form with decimal escapes, as a Value of Route 53. */
export function valueFromText(text: string): string {
  if (!text.includes("\\")) return text;
  let value = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (character !== "\\") {
      if (character === '"') quoted = !quoted;
      value += character;
      continue;
    }
    const decimal = /^\d{3}/.exec(text.slice(i + 1, i + 4))?.[0];
    const next = text[i + 1] ?? "";
    i += decimal === undefined ? 1 : 3;
    if (decimal !== undefined) value += octal(Number(decimal));
    // Inside quotes these two are written as everywhere; elsewhere octal is beyond doubt.
    else if (quoted && (next === '"' || next === "\\")) value += `\\${next}`;
    else value += octal(next.charCodeAt(0));
  }
  return value;
}

/** A Value of Route 53 as presentation form with decimal escapes. */
export function textFromValue(value: string): string {
  if (!value.includes("\\")) return value;
  let text = "";
  for (let i = 0; i < value.length; i++) {
    const character = value[i]!;
    if (character !== "\\") {
      text += character;
      continue;
    }
    const octet = octetAt(value, i + 1);
    if (octet === undefined) text += `\\${value[++i] ?? ""}`;
    else {
      text += `\\${String(octet).padStart(3, "0")}`;
      i += 3;
    }
  }
  return text;
}

function octal(octet: number): string {
  return `\\${octet.toString(8).padStart(3, "0")}`;
}

/** The octet that three octal digits at `at` stand for. */
function octetAt(text: string, at: number): number | undefined {
  const digits = text.slice(at, at + 3);
  return /^[0-3][0-7]{2}$/.test(digits) ? Number.parseInt(digits, 8) : undefined;
}
