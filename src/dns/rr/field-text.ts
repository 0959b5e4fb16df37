/** Character strings (RFC 1035 §3.3) and text that fills the rest of the RDATA. */
import type { ByteWriter } from "../../base/byte-writer.js";
import { escapeBytes, escapedOctet } from "../name-text.js";
import type { Scanner } from "../text/scanner.js";
import { atEnd, type Field, fieldFault, forgetExcess } from "./field.js";

/** One character string: an octet of length and up to 255 octets. */
export function characterString(label: string): Field {
  return {
    label,
    parse(scanner, _context, out) {
      if (atEnd(scanner)) throw fieldFault(scanner, label, "a string");
      appendCharacterString(scanner, label, out);
      scanner.next();
    },
    skip: skipString,
    print: (rdata, at, next) => printQuoted(rdata, at + 1, next),
  };
}

/** The same, or nothing at all. */
export function optionalString(label: string): Field {
  const string = characterString(label);
  return {
    label,
    parse(scanner, context, out, rdataAt) {
      if (!atEnd(scanner)) string.parse(scanner, context, out, rdataAt);
    },
    skip: (rdata, at, end) => (at === end ? at : skipString(rdata, at, end)),
    print: (rdata, at, next) => (at === next ? "" : printQuoted(rdata, at + 1, next)),
  };
}

/** One or more character strings, to the end of the RDATA. */
export function characterStrings(label: string): Field {
  return {
    label,
    parse(scanner, _context, out, rdataAt) {
      if (atEnd(scanner)) throw fieldFault(scanner, label, "at least one string");
      do {
        appendCharacterString(scanner, label, out);
        forgetExcess(out, rdataAt);
        scanner.next();
      } while (!atEnd(scanner));
    },
    skip(rdata, at, end) {
      if (at === end) return -1;
      while (at !== -1 && at < end) at = skipString(rdata, at, end);
      return at;
    },
    print(rdata, at, next) {
      const strings: string[] = [];
      while (at < next) {
        const end = at + 1 + rdata[at]!;
        strings.push(printQuoted(rdata, at + 1, end));
        at = end;
      }
      return strings.join(" ");
    },
  };
}

/** Text without a length, to the end of the RDATA: one token of any length. */
export function longText(label: string): Field {
  return {
    label,
    parse(scanner, _context, out) {
      if (atEnd(scanner)) throw fieldFault(scanner, label, "a string");
      appendTextOctets(scanner, label, out);
      scanner.next();
    },
    skip: (_rdata, _at, end) => end,
    print: (rdata, at, next) => printQuoted(rdata, at, next),
  };
}

/** A character string that matches `pattern`. */
export function patternString(label: string, pattern: RegExp, expected: string): Field {
  const matches = (bytes: Uint8Array, start: number, end: number): boolean =>
    pattern.test(String.fromCharCode(...bytes.subarray(start, end)));
  return {
    label,
    parse(scanner, _context, out) {
      const at = out.length;
      if (atEnd(scanner)) throw fieldFault(scanner, label, expected);
      appendCharacterString(scanner, label, out);
      if (!matches(out.bytes, at + 1, out.length)) throw fieldFault(scanner, label, expected);
      scanner.next();
    },
    skip(rdata, at, end) {
      const next = skipString(rdata, at, end);
      return next !== -1 && matches(rdata, at + 1, next) ? next : -1;
    },
    print: (rdata, at, next) => printQuoted(rdata, at + 1, next),
  };
}

/** A character string of letters and digits, printed without quotes: BIND takes no others. */
export function bareString(label: string, expected: string): Field {
  const string = patternString(label, /^[A-Za-z0-9]+$/, expected);
  return {
    ...string,
    print: (rdata, at, next) => String.fromCharCode(...rdata.subarray(at + 1, next)),
  };
}

function skipString(rdata: Uint8Array, at: number, end: number): number {
  if (at >= end) return -1;
  const next = at + 1 + rdata[at]!;
  return next <= end ? next : -1;
}

/** Appends the present token as a character string. */
export function appendCharacterString(scanner: Scanner, label: string, out: ByteWriter): void {
  const lengthAt = out.length;
  out.u8(0);
  const length = appendTextOctets(scanner, label, out);
  if (length > 255) {
    throw scanner.fault(
      "string-too-long",
      `a ${label} of ${length} octets; a character string holds at most 255`,
      'split it into several "…" "…"; readers of TXT join them',
    );
  }
  out.bytes[lengthAt] = length;
}

/** Appends the octets that the present token spells and returns how many. */
export function appendTextOctets(scanner: Scanner, label: string, out: ByteWriter): number {
  const { bytes, start, end } = scanner;
  if (!scanner.escaped) {
    out.copy(bytes, start, end);
    return end - start;
  }
  const first = out.length;
  out.reserve(end - start);
  for (let i = start; i < end; i++) {
    if (bytes[i] !== 0x5c) out.bytes[out.length++] = bytes[i]!;
    else {
      const octet = escapedOctet(bytes, i, end);
      if (octet < 0) {
        throw scanner.fault(
          "bad-escape",
          `a broken escape in the ${label}`,
          "write \\X, or \\DDD with a decimal from 000 to 255",
        );
      }
      out.bytes[out.length++] = octet;
      i += escapeBytes(bytes, i) - 1;
    }
  }
  return out.length - first;
}

/** `"…"`: printable ASCII as it is, quote and backslash escaped, all else as \DDD. */
export function printQuoted(bytes: Uint8Array, start: number, end: number): string {
  let text = '"';
  for (let i = start; i < end; i++) {
    const octet = bytes[i]!;
    if (octet < 0x20 || octet > 0x7e) text += `\\${octet.toString().padStart(3, "0")}`;
    else if (octet === 0x22 || octet === 0x5c) text += `\\${String.fromCharCode(octet)}`;
    else text += String.fromCharCode(octet);
  }
  return `${text}"`;
}
