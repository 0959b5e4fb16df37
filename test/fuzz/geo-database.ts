/**
 * Fuzzes the reader of MaxMind databases: files of chance, and good ones damaged. What must hold of
 * every one: no exception, a sentence or a database; and of a database, maps whose look-ups end within
 * the address and name a branch that there is.
 */
import { compileMap } from "../../src/geo/compile-map.js";
import { openGeoDatabase } from "../../src/geo/geo-database.js";
import { bitsOf, branchOf, lookUpMap } from "../../src/geo/geo-map.js";
import { type MmdbValue, mmdbEnd, mmdbMetadata, writeMmdb } from "../mmdb-writer.js";
import { SeededRandom } from "./zone-random.js";

export interface FuzzCounts {
  opened: number;
  refused: number;
}

const regions = [
  { continents: ["EU"], countries: ["US"], subdivisions: [], networks: [], order: [] },
  { continents: [], countries: [], subdivisions: ["US-CA"], networks: ["10.0.0.0/9"], order: [] },
];
const records: readonly MmdbValue[] = [
  { continent: { code: "EU", names: { en: "Europe" } }, country: { iso_code: "GB" } },
  { country: { iso_code: "US" }, subdivisions: [{ iso_code: "CA" }, { iso_code: "X" }] },
  { country_code: "FR", continent: "EU", flags: [true, 1.5, { deep: [[]] }] },
  "no map",
];

export function run(iterations: number, seed: number): FuzzCounts {
  const random = new SeededRandom(seed);
  const counts: FuzzCounts = { opened: 0, refused: 0 };
  for (let i = 0; i < iterations; i++) {
    const bytes = randomFile(random);
    try {
      if (isOpened(bytes, random)) counts.opened++;
      else counts.refused++;
    } catch (error) {
      const text = Buffer.from(bytes).toString("base64");
      throw new Error(`iteration ${i} of seed ${seed}: ${text}`, { cause: error });
    }
  }
  return counts;
}

function isOpened(bytes: Uint8Array, random: SeededRandom): boolean {
  const opened = openGeoDatabase(bytes);
  if (opened.kind === "fault") {
    if (opened.message === "") throw new Error("a fault says nothing");
    return false;
  }
  const words = new Int32Array(compileMap(opened.database, regions).words);
  for (let i = 0; i < 20; i++) {
    const bits = i % 2 === 0 ? 32 : 128;
    const address = Uint8Array.from({ length: 16 }, () => random.pick([0, 1, 10, 0xff, 0x20]));
    const found = lookUpMap(words, 0, address, 0, bits);
    const branch = branchOf(found);
    if (bitsOf(found) > bits) throw new Error(`${bitsOf(found)} of ${bits} bits decided`);
    if (branch < -1 || branch >= regions.length) throw new Error(`there is no branch ${branch}`);
  }
  return true;
}

function randomFile(random: SeededRandom): Uint8Array {
  const recordBits = random.pick([24, 28, 32] as const);
  const ipVersion = random.pick([4, 6] as const);
  if (random.below(4) === 0) {
    // A tree and data of chance below honest metadata.
    const nodes = 1 + random.below(6);
    const size = (nodes * recordBits) / 4;
    const body = Uint8Array.from({ length: size + 16 + random.below(60) }, (_, at) =>
      // Small numbers, so that records lead somewhere.
      at < size && random.below(8) > 0 ? octetOf(random, at, recordBits) : random.below(256),
    );
    return Buffer.concat([body, mmdbEnd(mmdbMetadata(nodes, { recordBits, ipVersion }))]);
  }
  const networks = Array.from({ length: random.below(6) }, () => {
    const bits = 1 + random.below(16);
    const first = (random.pick([10, 1, 255, 128]) << 8) & (0xffff << (16 - bits)) & 0xffff;
    return [`${first >>> 8}.${first & 255}.0.0/${bits}`, random.pick(records)] as const;
  });
  const whole = writeMmdb(networks, { recordBits, ipVersion, pointers: random.below(2) === 0 });
  const bytes = Uint8Array.from(whole);
  for (let left = random.below(4); left > 0; left--) {
    bytes[random.below(bytes.length)] = random.pick([0, 1, 0x20, 0x3f, 0xe1, 0xff, 0x1f, 0x04]);
  }
  return random.below(8) === 0 ? bytes.subarray(random.below(bytes.length)) : bytes;
}

/** The last octet of a record is small, the others are 0. */
function octetOf(random: SeededRandom, at: number, recordBits: 24 | 28 | 32): number {
  const inNode = at % (recordBits / 4);
  const lasts = { 24: [2, 5], 28: [2, 6], 32: [3, 7] }[recordBits];
  return lasts.includes(inNode) ? random.below(60) : 0;
}
