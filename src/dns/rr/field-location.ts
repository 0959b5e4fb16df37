/**
 * LOC RDATA (RFC 1876 §2): 16 octets.
 *
 *   | version 0 | size | horizontal precision | vertical precision |   digit × 10^digit cm, 4 bits each
 *   | latitude | longitude |   thousandths of an arc second, 2^31 is the equator, prime meridian
 *   | altitude |               centimetres, 0 is 100,000 m below the reference spheroid
 *
 *   text  d [m [s.sss]] N|S  d [m [s.sss]] E|W  altitude[m] [size[m] [horizontal[m] [vertical[m]]]]
 */
import type { ByteWriter } from "../../base/byte-writer.js";
import { type Scanner, tokenKind } from "../text/scanner.js";
import { atEnd, type Field, fieldFault } from "./field.js";

const equator = 2 ** 31;
const groundCentimetres = 10_000_000;
const sizeMax = 9_000_000_000;
const milliPerDegree = 3_600_000;

/** Size 1 m, horizontal precision 10 km, vertical 10 m (RFC 1876 §3). */
const defaultSizes = [0x12, 0x16, 0x13] as const;
const sizeLabels = ["size", "horizontal precision", "vertical precision"] as const;

export const location: Field = {
  label: "location",

  parse(scanner, _context, out: ByteWriter) {
    const latitude = readAngle(scanner, "latitude", 90, "N", "S");
    const longitude = readAngle(scanner, "longitude", 180, "E", "W");
    const altitude = readCentimetres(scanner, "altitude", -groundCentimetres, 4_284_967_295);
    const sizes = defaultSizes.map((size, i) =>
      atEnd(scanner) ? size : sizeOctet(readCentimetres(scanner, sizeLabels[i]!, 0, sizeMax)),
    );
    out.u8(0);
    for (const size of sizes) out.u8(size);
    out.u32(equator + latitude);
    out.u32(equator + longitude);
    out.u32(groundCentimetres + altitude);
  },

  skip(rdata, at, end) {
    if (at + 16 > end || rdata[at] !== 0) return -1;
    for (let i = 1; i <= 3; i++) {
      const size = rdata[at + i]!;
      if (size >>> 4 > 9 || (size & 15) > 9) return -1;
    }
    const latitude = Math.abs(u32At(rdata, at + 4) - equator);
    const longitude = Math.abs(u32At(rdata, at + 8) - equator);
    return latitude > 90 * milliPerDegree || longitude > 180 * milliPerDegree ? -1 : at + 16;
  },

  print(rdata, at) {
    // Nothing times a power of ten is nothing: text does not tell 0e1 from 0e0.
    for (let i = 1; i <= 3; i++) {
      const size = rdata[at + i]!;
      if (size !== 0 && size >>> 4 === 0) return undefined;
    }
    const altitude = u32At(rdata, at + 12) - groundCentimetres;
    const sizes = [1, 2, 3].map((i) => {
      const size = rdata[at + i]!;
      return printMetres((size >>> 4) * 10 ** (size & 15));
    });
    return [
      printAngle(u32At(rdata, at + 4) - equator, "N", "S"),
      printAngle(u32At(rdata, at + 8) - equator, "E", "W"),
      printMetres(altitude),
      ...sizes,
    ].join(" ");
  },
};

/** Thousandths of an arc second; positive to the north and the east. */
function readAngle(
  scanner: Scanner,
  label: string,
  degreesMax: number,
  positive: string,
  negative: string,
): number {
  const expected = `degrees [minutes [seconds]] ${positive}|${negative}, at most ${degreesMax}`;
  const patterns = [/^[0-9]{1,3}$/, /^[0-9]{1,2}$/, /^[0-9]{1,2}(\.[0-9]{1,3})?$/];
  const maxima = [degreesMax, 59, 59.999];
  const units = [milliPerDegree, 60_000, 1000];
  let total = 0;
  for (let part = 0; ; part++) {
    const text = scanner.kind === tokenKind.word ? scanner.text() : "";
    const upper = text.toUpperCase();
    if (part > 0 && (upper === positive || upper === negative)) {
      if (total > degreesMax * milliPerDegree) {
        // Knot and BIND take 90 59 59.999, which is no place on Earth.
        throw fieldFault(scanner, label, expected);
      }
      scanner.next();
      return upper === positive ? total : -total;
    }
    if (part === 3 || !patterns[part]!.test(text) || Number(text) > maxima[part]!) {
      throw fieldFault(scanner, label, expected);
    }
    total += Math.round(Number(text) * units[part]!);
    scanner.next();
  }
}

function readCentimetres(scanner: Scanner, label: string, min: number, max: number): number {
  const text = scanner.kind === tokenKind.word ? scanner.text() : "";
  const centimetres = /^-?[0-9]{1,8}(\.[0-9]{1,2})?m?$/i.test(text)
    ? Math.round(Number.parseFloat(text) * 100)
    : Number.NaN;
  if (!(centimetres >= min && centimetres <= max)) {
    throw fieldFault(scanner, label, `metres from ${min / 100} to ${max / 100}`);
  }
  scanner.next();
  return centimetres;
}

/** One digit and a power of ten, what follows the first digit dropped. */
function sizeOctet(centimetres: number): number {
  let exponent = 0;
  let mantissa = centimetres;
  for (; mantissa > 9; exponent++) mantissa = Math.floor(mantissa / 10);
  return (mantissa << 4) | exponent;
}

function printAngle(milliseconds: number, positive: string, negative: string): string {
  const size = Math.abs(milliseconds);
  const degrees = Math.floor(size / milliPerDegree);
  const minutes = Math.floor((size % milliPerDegree) / 60_000);
  const seconds = (size % 60_000) / 1000;
  return `${degrees} ${minutes} ${seconds.toFixed(3)} ${milliseconds < 0 ? negative : positive}`;
}

function printMetres(centimetres: number): string {
  return `${(centimetres / 100).toFixed(2)}m`;
}

function u32At(bytes: Uint8Array, at: number): number {
  return bytes[at]! * 0x1000000 + ((bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!);
}
