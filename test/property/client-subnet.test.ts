/**
 * The scope of an answer for a client's network is exactly the prefix that decided (RFC 7871 §7.2.1):
 * everybody inside gets the same answer, and one bit less would have others in it. On random
 * networks, named by the policy or found in a database, against longest match in the plainest way.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { addressToText } from "../../src/base/ip.js";
import { openGeoDatabase } from "../../src/geo/geo-database.js";
import type { Region } from "../../src/steering/config.js";
import { askFor, geoAnswerer, networkRegions } from "../geo-zone.js";
import { writeMmdb } from "../mmdb-writer.js";

const seed = Number(process.env.SEED ?? Date.now() % 0x7fff_ffff);
const numRuns = Number(process.env.RUNS ?? 100);

interface Network {
  readonly octets: 4 | 16;
  readonly start: bigint;
  readonly bits: number;
  readonly region: number;
}

const regionCount = 3;
const elsewhere = 99;
/** Where IPv4 addresses are in IPv6: mapped ones, and in the tree of a database. */
const mapped = 0xffff_0000_0000n;

/** Near each other, so that networks cover, touch and split each other. */
const address = (octets: 4 | 16): fc.Arbitrary<bigint> =>
  fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 255 }), fc.nat({ max: 3 })).map(([a, b, c]) => {
    const low = BigInt(octets * 8);
    const first = BigInt([10, 10, 11, 192][a]!) << (low - 8n);
    const shifted = octets === 4 ? first : (0x2001n << 112n) | (BigInt(a) << 100n);
    return shifted | (BigInt(b) << (low - 24n)) | BigInt(c);
  });

const network: fc.Arbitrary<Network> = fc
  .tuple(fc.constantFrom(4 as const, 16 as const), fc.nat(), fc.nat({ max: regionCount - 1 }))
  .chain(([octets, size, region]) =>
    address(octets).map((whole) => {
      const bits = octets === 4 ? 1 + (size % 32) : 4 + (size % 125);
      const rest = BigInt(octets * 8 - bits);
      return { octets, start: (whole >> rest) << rest, bits, region };
    }),
  );

const client = fc.tuple(fc.constantFrom(4 as const, 16 as const), fc.nat()).chain(([octets, cut]) =>
  address(octets).map((whole) => {
    const bits = octets * 8 - (cut % 3 === 0 ? cut % (octets * 8) : 0);
    const rest = BigInt(octets * 8 - bits);
    return { octets, start: (whole >> rest) << rest, bits };
  }),
);

/** Of networks that are the same, the first region's counts. */
function distinct(networks: readonly Network[]): Network[] {
  const seen = new Map<string, Network>();
  for (const one of networks) {
    const key = textOf(one);
    const known = seen.get(key);
    if (known === undefined || one.region < known.region) seen.set(key, one);
  }
  return [...seen.values()];
}

function textOf({ octets, start, bits }: Omit<Network, "region">): string {
  const hex = start.toString(16).padStart(octets * 2, "0");
  return `${addressToText(Uint8Array.from(Buffer.from(hex, "hex")))}/${bits}`;
}

/** IPv4 networks as seen in IPv6, once for each place. */
function inSix(networks: readonly Network[], places: readonly bigint[]): Network[] {
  return networks.flatMap((one) =>
    one.octets === 16
      ? [one]
      : places.map((place) => ({
          ...one,
          octets: 16 as const,
          start: one.start + place,
          bits: one.bits + 96,
        })),
  );
}

class Oracle {
  constructor(
    private readonly networks: readonly Network[],
    private readonly width: number,
    /** Whole ranges where shorter networks do not count. */
    private readonly apart: readonly bigint[],
  ) {}

  /** Target for an address: the region of the longest network that has it. */
  targetOf(whole: bigint): number {
    const isApart = this.apart.some((place) => whole >> 32n === place >> 32n);
    let best: Network | undefined;
    for (const one of this.networks) {
      const rest = BigInt(this.width - one.bits);
      if (whole >> rest !== one.start >> rest || (isApart && one.bits < 96)) continue;
      if (best === undefined || one.bits > best.bits) best = one;
    }
    return best === undefined ? elsewhere : best.region + 1;
  }

  /** Targets only change where a network starts or has ended, so these addresses tell all. */
  isUniform(start: bigint, bits: number): boolean {
    const size = 1n << BigInt(this.width - bits);
    const edges = this.networks.flatMap((one) => [
      one.start,
      one.start + (1n << BigInt(this.width - one.bits)),
    ]);
    const apart = this.apart.flatMap((place) => [place, place + (1n << 32n)]);
    const inside = [...edges, ...apart].filter((edge) => edge >= start && edge < start + size);
    const target = this.targetOf(start);
    return inside.every((edge) => this.targetOf(edge) === target);
  }
}

function check(
  networks: readonly Network[],
  clients: readonly Omit<Network, "region">[],
  answerer: ReturnType<typeof geoAnswerer>,
  places: readonly bigint[],
): void {
  const four = new Oracle(
    networks.filter(({ octets }) => octets === 4),
    32,
    [],
  );
  const six = new Oracle(inSix(networks, places), 128, places);
  for (const one of clients) {
    const text = textOf(one);
    const oracle = one.octets === 4 ? four : six;
    const got = askFor(answerer, text);
    expect([text, got.targets]).toEqual([text, [oracle.targetOf(one.start)]]);
    const scope = Number(got.subnet!.split("/")[2]);
    const width = one.octets * 8;
    const cut = (bits: number) => (one.start >> BigInt(width - bits)) << BigInt(width - bits);
    expect([text, scope, oracle.isUniform(cut(scope), scope)]).toEqual([text, scope, true]);
    if (scope > 0) {
      const wider = oracle.isUniform(cut(scope - 1), scope - 1);
      expect([text, scope, wider]).toEqual([text, scope, false]);
    }
  }
}

const cases = fc.tuple(
  fc.array(network, { maxLength: 12 }),
  fc.array(client, { minLength: 1, maxLength: 12 }),
);

it(`scopes are exact for the networks of a policy (seed ${seed})`, () => {
  fc.assert(
    fc.property(cases, ([all, clients]) => {
      const networks = distinct(all);
      const lists = Array.from({ length: regionCount }, (_, region) =>
        networks.filter((one) => one.region === region).map(textOf),
      );
      check(networks, clients, geoAnswerer(networkRegions(...lists)), [mapped]);
    }),
    { seed, numRuns },
  );
});

it(`scopes are exact for the networks of a database (seed ${seed})`, () => {
  const codes = ["GB", "FR", "DE"];
  const regions: Region[] = codes.map((code) => ({
    continents: [],
    countries: [code],
    subdivisions: [],
    networks: [],
    order: [],
  }));
  const records = codes.map((code) => ({ country: { iso_code: code } }));
  fc.assert(
    fc.property(cases, ([all, clients]) => {
      const networks = distinct(all);
      const opened = openGeoDatabase(
        writeMmdb(networks.map((one) => [textOf(one), records[one.region]!])),
      );
      if (opened.kind === "fault") throw new Error(opened.message);
      const answerer = geoAnswerer(regions, {}, opened.database);
      check(networks, clients, answerer, [mapped, 0n]);
    }),
    { seed, numRuns },
  );
});
