/**
 * Fuzzes client-subnet options towards a steered zone. What must hold of each: no exception; FORMERR
 * exactly if the option is malformed by a reading of RFC 7871 of its own; otherwise the option comes
 * back as it was, but for a scope within its family.
 */
import { ask } from "../answerer.js";
import { geoAnswerer, networkRegions } from "../geo-zone.js";
import { SeededRandom } from "./zone-random.js";

export interface FuzzCounts {
  answered: number;
  refused: number;
}

const regions = networkRegions(
  ["10.0.0.0/8", "2001:db8::/32"],
  ["10.1.2.0/23", "::ffff:10.9.0.0/112", "2001:db8:1::/48"],
);

export function run(iterations: number, seed: number): FuzzCounts {
  const random = new SeededRandom(seed);
  const answerer = geoAnswerer(regions);
  const counts: FuzzCounts = { answered: 0, refused: 0 };
  for (let i = 0; i < iterations; i++) {
    const option = randomOption(random);
    const data = Buffer.from(option).toString("hex");
    const qname = random.pick(["www.geo.test", "stuck.geo.test", "none.geo.test", "geo.test"]);
    try {
      const { rcode, opt } = ask(answerer, qname, "A", { edns: { options: [[8, data]] } });
      const back = opt?.options.get(8);
      const isRefused = rcode === 1;
      if (isRefused === isWellFormed(option)) throw new Error(`RCODE ${rcode}`);
      if (isRefused ? back !== undefined : !isAnswerTo(option, back)) throw new Error(`${back}`);
      if (isRefused) counts.refused++;
      else counts.answered++;
    } catch (error) {
      throw new Error(`iteration ${i} of seed ${seed}, ${qname} ${data}`, { cause: error });
    }
  }
  return counts;
}

function isAnswerTo(option: Uint8Array, back: string | undefined): boolean {
  const answer = Buffer.from(back ?? "", "hex");
  if (answer.length !== option.length) return false;
  const scopeMax = option[2] === 0 ? 0 : option[1] === 1 ? 32 : 128;
  return answer.every((octet, at) => (at === 3 ? octet <= scopeMax : octet === option[at]));
}

/** RFC 7871 §6, by strings of bits. */
function isWellFormed(option: Uint8Array): boolean {
  const bits = [...option].map((octet) => octet.toString(2).padStart(8, "0")).join("");
  const family = Number.parseInt(bits.slice(0, 16), 2);
  const source = Number.parseInt(bits.slice(16, 24), 2);
  const scope = Number.parseInt(bits.slice(24, 32), 2);
  const address = bits.slice(32);
  const width = new Map([
    [0, 0],
    [1, 32],
    [2, 128],
  ]).get(family);
  if (width === undefined || bits.length < 32 || source > width || scope !== 0) return false;
  if (address.length !== Math.ceil(source / 8) * 8) return false;
  return !address.slice(source).includes("1");
}

function randomOption(random: SeededRandom): Uint8Array {
  const family = random.below(10) === 0 ? random.below(5) : 1 + random.below(2);
  const width = family === 1 ? 32 : family === 2 ? 128 : 8;
  const source = random.below(12) === 0 ? random.below(256) : random.below(width + 1);
  const start = random.pick([
    [10, 1, 2, 3],
    [10, 9, 0, 1],
    [0x20, 0x01, 0x0d, 0xb8, 0, 1, 0, 0, 9],
    [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 9, 1, 2],
    [random.below(256), random.below(256)],
  ]);
  const octets = Math.ceil(source / 8) + (random.below(12) === 0 ? random.below(3) - 1 : 0);
  const address = Array.from({ length: Math.max(0, octets) }, (_, at) => start[at] ?? 0);
  if (random.below(8) > 0 && source % 8 !== 0 && address.length > 0) {
    address[address.length - 1]! &= 0xff << (8 - (source % 8));
  }
  const option = [0, family, source, random.below(15) === 0 ? random.below(33) : 0, ...address];
  if (random.below(30) === 0) option[0] = random.below(3);
  return Uint8Array.from(random.below(30) === 0 ? option.slice(0, random.below(5)) : option);
}
