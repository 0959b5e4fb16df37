/**
 * A MaxMind database made ready for geo maps: its records are read once, and its tree is reduced to
 * one whose leaves are places. A policy's map is then made from that, without the file.
 */
import { GeoFault, geoFault } from "./geo-fault.js";
import { DataSection } from "./mmdb-data.js";
import { type MmdbFile, openMmdbFile, readRecord } from "./mmdb-file.js";
import { nowhere, type Place, readPlace } from "./place-reader.js";
import { PrefixTrie } from "./prefix-trie.js";

export interface GeoDatabase {
  /** As the file calls itself: `GeoLite2-City`. */
  readonly type: string;
  /** Unix time, seconds. */
  readonly builtAt: number;
  /** Every place that a network is in; the first is nowhere. */
  readonly places: readonly Place[];
  /** Leaves are `-1 - index of the place`. */
  readonly trie: PrefixTrie;
  readonly root4: number;
  readonly root6: number;
}

export type OpenedDatabase =
  | { readonly kind: "database"; readonly database: GeoDatabase }
  | { readonly kind: "fault"; readonly message: string };

/** Databases with every address are far smaller; this much is read in seconds. */
const fileBytesMax = 1024 * 1024 * 1024;
/** Values that may be looked at in the records, for each octet of the file. Honest ones need one. */
const valuesPerOctet = 8;

/** `bytes` are a whole file. The message of a fault starts in the middle: "the database … : it". */
export function openGeoDatabase(bytes: Uint8Array): OpenedDatabase {
  try {
    if (bytes.length > fileBytesMax) {
      throw geoFault(`it has ${bytes.length} octets; at most ${fileBytesMax} are read`);
    }
    return { kind: "database", database: read(openMmdbFile(bytes)) };
  } catch (error) {
    if (error instanceof GeoFault) return { kind: "fault", message: error.message };
    throw error;
  }
}

export function placeLeaf(place: number): number {
  return -1 - place;
}

function read(file: MmdbFile): GeoDatabase {
  const places = new PlaceTable(file);
  const trie = new PrefixTrie(Math.min(file.nodeCount, 1 << 20));
  const references = reduceTree(file, places, trie);
  const nowhereLeaf = placeLeaf(0);
  const root = references[0]!;
  return {
    type: file.type,
    builtAt: file.builtAt,
    places: places.places,
    trie,
    root4: file.addressBits === 32 ? root : below(trie, root, 96),
    root6: file.addressBits === 32 ? nowhereLeaf : root,
  };
}

/** What is under `bits` bits of 0: IPv4 addresses are kept below ::/96. */
function below(trie: PrefixTrie, root: number, bits: number): number {
  let reference = root;
  for (let depth = 0; depth < bits && reference >= 0; depth++) reference = trie.child(reference, 0);
  return reference;
}

const unseen = -0x8000_0000;
const underway = unseen + 1;
/** An IPv6 address has so many bits: a way down that is longer leads in a circle or nowhere. */
const depthMax = 128;

/**
 * Makes the reduced trie, children before parents, each node of the file once: subtrees that are
 * linked from several places (IPv4 under 2002::/16 and others) stay shared.
 */
function reduceTree(file: MmdbFile, places: PlaceTable, trie: PrefixTrie): Int32Array {
  const { nodeCount } = file;
  const made = new Int32Array(nodeCount).fill(unseen);
  const path = new Int32Array(depthMax + 1);
  let depth = 0;
  made[0] = underway;
  while (depth >= 0) {
    const node = path[depth]!;
    let next = -1;
    for (let bit = 0; bit < 2 && next === -1; bit++) {
      const record = readRecord(file, node, bit);
      if (record < nodeCount && made[record]! <= underway) next = record;
    }
    if (next === -1) {
      made[node] = trie.join(
        referenceOf(readRecord(file, node, 0), nodeCount, made, places),
        referenceOf(readRecord(file, node, 1), nodeCount, made, places),
      );
      depth--;
    } else {
      if (made[next] === underway) throw geoFault(`its tree goes in circles at node ${next}`);
      if (depth + 1 >= depthMax) throw geoFault("its tree is deeper than an address is long");
      made[next] = underway;
      path[++depth] = next;
    }
  }
  return made;
}

function referenceOf(
  record: number,
  nodeCount: number,
  made: Int32Array,
  places: PlaceTable,
): number {
  if (record < nodeCount) return made[record]!;
  return placeLeaf(record === nodeCount ? 0 : places.indexOf(record));
}

/** Places by record, each read once, and equal ones kept once. */
class PlaceTable {
  readonly places: Place[] = [nowhere];
  private readonly data: DataSection;
  private readonly byRecord = new Map<number, number>();
  private readonly byCodes = new Map<string, number>([[codesOf(nowhere), 0]]);

  constructor(private readonly file: MmdbFile) {
    const values = 100_000 + file.bytes.length * valuesPerOctet;
    this.data = new DataSection(file.bytes, file.dataStart, file.dataEnd, values);
  }

  indexOf(record: number): number {
    const known = this.byRecord.get(record);
    if (known !== undefined) return known;
    const { file } = this;
    const place = readPlace(this.data, record - file.nodeCount - 16 + file.dataStart);
    const codes = codesOf(place);
    let index = this.byCodes.get(codes);
    if (index === undefined) {
      index = this.places.length;
      this.places.push(place);
      this.byCodes.set(codes, index);
    }
    this.byRecord.set(record, index);
    return index;
  }
}

function codesOf({ continent, country, subdivisions }: Place): string {
  return `${continent}|${country}|${subdivisions.join()}`;
}
