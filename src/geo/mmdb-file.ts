/**
 * The outside of a MaxMind database: where tree and data are.
 *
 *   search tree: node count × two records of 24, 28 or 32 bits │ 16 octets of 0 │ data │
 *   "\xAB\xCD\xEFMaxMind.com" │ metadata: one map
 *
 * A record below the node count is another node; equal to it, nothing is known; above, it is the
 * offset of a value in the data section, plus node count and 16.
 */
import { geoFault } from "./geo-fault.js";
import { DataSection } from "./mmdb-data.js";

const marker = Uint8Array.from([0xab, 0xcd, 0xef, ...Buffer.from("MaxMind.com", "latin1")]);
/** The metadata is at most this far from the end, by the format's own words. */
const metadataBytesMax = 128 * 1024;
const separatorBytes = 16;
/** The metadata are a dozen values, and a description in some languages. */
const metadataValuesMax = 10_000;

/** Later times are no times that a calendar has: the end of the year 9999. */
const builtAtMax = 253_402_300_799;

export interface MmdbFile {
  readonly bytes: Uint8Array;
  readonly nodeCount: number;
  readonly recordBits: 24 | 28 | 32;
  readonly addressBits: 32 | 128;
  readonly dataStart: number;
  readonly dataEnd: number;
  /** `GeoLite2-Country`; empty if it is not told. */
  readonly type: string;
  /** Unix time, seconds, when it was made; 0 if it is not told. */
  readonly builtAt: number;
}

export function openMmdbFile(bytes: Uint8Array): MmdbFile {
  const markerAt = findMarker(bytes);
  if (markerAt === -1) throw geoFault("it is no MaxMind database: its metadata are missing");
  const start = markerAt + marker.length;
  const metadata = new DataSection(bytes, start, bytes.length, metadataValuesMax);
  const number = (key: string): number => {
    const at = metadata.find(start, key);
    return at === -1 ? -1 : metadata.unsigned(at);
  };
  const version = number("binary_format_major_version");
  if (version !== 2) throw geoFault(`its format is version ${version}; 2 can be read`);
  const recordBits = number("record_size");
  if (recordBits !== 24 && recordBits !== 28 && recordBits !== 32) {
    throw geoFault(`its records have ${recordBits} bits; 24, 28 and 32 can be read`);
  }
  const ipVersion = number("ip_version");
  if (ipVersion !== 4 && ipVersion !== 6) throw geoFault(`its IP version is ${ipVersion}`);
  const nodeCount = number("node_count");
  const dataStart = (nodeCount * recordBits) / 4 + separatorBytes;
  if (nodeCount < 1 || dataStart > markerAt) {
    throw geoFault(`its tree of ${nodeCount} nodes does not fit in ${bytes.length} octets`);
  }
  const builtAt = number("build_epoch");
  const typeAt = metadata.find(start, "database_type");
  return {
    bytes,
    nodeCount,
    recordBits,
    addressBits: ipVersion === 4 ? 32 : 128,
    dataStart,
    dataEnd: markerAt,
    type: typeAt === -1 ? "" : metadata.text(typeAt, 100).replace(/[^\x20-\x7e]/g, "?"),
    builtAt: builtAt > 0 && builtAt <= builtAtMax ? builtAt : 0,
  };
}

/** Record `bit` of a node. */
export function readRecord(file: MmdbFile, node: number, bit: number): number {
  const { bytes, recordBits } = file;
  if (recordBits === 24) {
    const at = node * 6 + bit * 3;
    return (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
  }
  if (recordBits === 28) {
    // The octet in the middle has the high four bits of both.
    const at = node * 7;
    const high = bit === 0 ? bytes[at + 3]! >>> 4 : bytes[at + 3]! & 15;
    const from = at + bit * 4;
    return (high << 24) | (bytes[from]! << 16) | (bytes[from + 1]! << 8) | bytes[from + 2]!;
  }
  const at = node * 8 + bit * 4;
  return (
    ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
  );
}

/** Offset of the last marker, -1 for none. */
function findMarker(bytes: Uint8Array): number {
  const first = Math.max(0, bytes.length - metadataBytesMax);
  for (let at = bytes.length - marker.length; at >= first; at--) {
    if (marker.every((octet, i) => bytes[at + i] === octet)) return at;
  }
  return -1;
}
