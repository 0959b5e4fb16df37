/** A segment as plain facts: what it is of, without looking anything up in it. */
import { header, headerWords, segmentLayoutVersion, segmentMagic } from "./layout.js";

export interface SegmentInfo {
  /** Wire form, lower case. */
  readonly apex: Uint8Array;
  readonly serial: number;
  readonly bytes: number;
  readonly owners: number;
  readonly rrsets: number;
  readonly records: number;
}

/** The words of a segment, which starts at a multiple of 4. */
export function segmentWords(bytes: Uint8Array): Int32Array {
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
}

/** The facts of a segment that `verifySegment` has passed. */
export function segmentInfo(bytes: Uint8Array): SegmentInfo {
  const words = segmentWords(bytes);
  const nameAt = words[header.apexName]!;
  return {
    apex: bytes.slice(nameAt, nameAt + (words[header.apex]! & 0xff)),
    serial: words[header.serial]! >>> 0,
    bytes: words[header.size]!,
    owners: words[header.ownerCount]!,
    rrsets: words[header.rrsetCount]!,
    records: words[header.recordCount]!,
  };
}

/** Why these bytes are no segment of this layout, or undefined if their header says they are. */
export function headerFault(bytes: Uint8Array): string | undefined {
  if (bytes.byteLength < headerWords * 4 || (bytes.byteOffset & 3) !== 0)
    return "shorter than a header, or not at a word boundary";
  const words = segmentWords(bytes);
  if (words[header.magic] !== segmentMagic) return "not a zone image";
  if (words[header.version] !== segmentLayoutVersion)
    return `image layout ${words[header.version]}, this program reads ${segmentLayoutVersion}`;
  if (words[header.size] !== bytes.byteLength || (bytes.byteLength & 63) !== 0)
    return `says ${words[header.size]} bytes, has ${bytes.byteLength}`;
  return undefined;
}
