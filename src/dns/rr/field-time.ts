/**
 * Signature times (RFC 4034 §3.1.5, §3.2): seconds since 1970 in 32 bits of serial number
 * arithmetic, written YYYYMMDDHHmmSS or as a number.
 */
import { decimalOf } from "../text/decimal.js";
import { tokenKind } from "../text/scanner.js";
import { type Field, fieldFault } from "./field.js";

/**
 * A time is known modulo 2^32 seconds and within 2^31 of now. A date behind this year could not be
 * told from one 136 years before it.
 */
const yearMax = 2225;

export function signatureTime(label: string): Field {
  return {
    label,
    parse(scanner, _context, out) {
      const seconds = scanner.kind === tokenKind.word ? secondsOf(scanner) : -1;
      if (seconds === -1) {
        throw fieldFault(scanner, label, "YYYYMMDDHHmmSS, or seconds since 1970");
      }
      out.u32(seconds);
      scanner.next();
    },
    skip: (_rdata, at, end) => (at + 4 <= end ? at + 4 : -1),
    print(rdata, at) {
      const seconds = new DataView(rdata.buffer, rdata.byteOffset + at).getUint32(0);
      return new Date(seconds * 1000).toISOString().replace(/\.000Z$|[-:T]/g, "");
    },
  };
}

function secondsOf(scanner: { bytes: Uint8Array; start: number; end: number }): number {
  const { bytes, start, end } = scanner;
  if (end - start !== 14) return decimalOf(bytes, start, end);
  const part = (from: number, digits: number): number =>
    decimalOf(bytes, start + from, start + from + digits);
  const [year, month, day] = [part(0, 4), part(4, 2), part(6, 2)];
  const [hour, minute, second] = [part(8, 2), part(10, 2), part(12, 2)];
  const time = Date.UTC(year, month - 1, day, hour, minute, second);
  if (Number.isNaN(time) || year < 1970 || year > yearMax) return -1;
  // Date.UTC takes the 31st of June for the 1st of July; a zone file must not.
  const date = new Date(time);
  if (date.getUTCMonth() + 1 !== month || date.getUTCDate() !== day) return -1;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return -1;
  return (time / 1000) % 2 ** 32;
}
