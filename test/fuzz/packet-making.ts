/** Messages for the fuzzer: plausible queries, and what chance and malice make of them. */

import { type EdnsOptions, optBytes, u16 } from "../query.js";
import type { SeededRandom } from "./zone-random.js";

/** Names that lead somewhere in the fuzzer's zones, and some that do not. */
const names = [
  `${"l".repeat(60)}.${"l".repeat(60)}.long.x.`,
  ...[
    "x.",
    "a.x.",
    "www.x.",
    "alias.x.",
    "loop.x.",
    "chain.x.",
    "deep.x.",
    "q.wild.x.",
    "*.wild.x.",
  ],
  ...["old.x.", "h.old.x.", "long.x.", "cut.x.", "a.cut.x.", "ns.cut.x.", "child.x.", "b.child.x."],
  ...[
    "many.x.",
    "huge.x.",
    "svc.x.",
    "y.",
    "to.y.",
    "none.x.",
    "example.net.",
    ".",
    "version.bind.",
  ],
];
const types = [
  1, 2, 5, 6, 15, 16, 28, 33, 39, 41, 43, 64, 65, 249, 250, 251, 252, 253, 255, 257, 0, 65_535,
];
const interestingOctets = [0, 1, 2, 11, 12, 40, 41, 63, 64, 127, 128, 191, 192, 193, 250, 255];

export function randomMessage(random: SeededRandom): Uint8Array {
  switch (random.below(10)) {
    case 0:
      return noise(random, random.below(64));
    case 1:
      return mutated(random, mutated(random, query(random)));
    case 2:
    case 3:
    case 4:
      return mutated(random, query(random));
    default:
      return query(random);
  }
}

function query(random: SeededRandom): Uint8Array {
  const additional: number[][] = [];
  while (random.below(3) > 0 && additional.length < 4) additional.push(record(random));
  const question = [
    ...randomName(random),
    ...u16(random.pick(types)),
    ...u16(random.below(20) ? 1 : random.pick([3, 255, 254, 0])),
  ];
  const questions = random.below(40) ? 1 : random.below(3);
  const flags = random.below(4) ? 0x0100 : random.below(0x1_0000);
  const counts = [questions, 0, 0, additional.length];
  // Counts that lie.
  if (random.below(20) === 0) counts[random.below(4)] = random.pick([0, 1, 2, 255, 65_535]);
  return Uint8Array.from([
    ...u16(random.below(0x1_0000)),
    ...u16(flags),
    ...counts.flatMap(u16),
    ...Array.from({ length: questions }, () => question).flat(),
    ...additional.flat(),
  ]);
}

function randomName(random: SeededRandom): number[] {
  const labels = random
    .pick(names)
    .split(".")
    .filter((label) => label !== "");
  for (let more = random.below(4) ? 0 : random.below(8); more > 0; more--) {
    labels.unshift(
      "lL*-\u0000.".charAt(random.below(6)).repeat(1 + random.below(random.below(5) ? 4 : 63)),
    );
  }
  const octets = labels.flatMap((label) => [label.length, ...Buffer.from(label, "latin1")]);
  return [
    ...octets.map((octet) =>
      octet >= 97 && octet <= 122 && random.below(4) === 0 ? octet - 32 : octet,
    ),
    0,
  ];
}

/** Mostly OPT, sometimes TSIG or something else. */
function record(random: SeededRandom): number[] {
  if (random.below(8) === 0) return tsig(random);
  if (random.below(8) === 0) {
    const rdata = noise(random, random.below(20));
    const owner = random.below(2) ? [0] : [0xc0, random.below(40)];
    return [...owner, ...u16(random.pick(types)), 0, 1, 0, 0, 0, 0, ...u16(rdata.length), ...rdata];
  }
  const options: [number, string][] = [];
  while (random.below(2) && options.length < 6) {
    const code = random.pick([3, 8, 10, 10, 11, 12, 15, 65_001]);
    const length = random.pick([0, 0, 1, 2, 7, 8, 8, 9, 16, 24, 40, 41]);
    options.push([code, Buffer.from(noise(random, length)).toString("hex")]);
  }
  const edns: EdnsOptions = {
    payload: random.pick([0, 511, 512, 513, 700, 1231, 1232, 1233, 4096, 65_535]),
    version: random.below(10) ? 0 : random.below(256),
    flags: random.pick([0, 0x8000, 0xffff]),
    options,
  };
  return optBytes(edns);
}

function tsig(random: SeededRandom): number[] {
  const mac = random.pick([0, 16, 32]);
  const rdata = [
    ...randomName(random),
    ...noise(random, 8),
    ...u16(mac),
    ...noise(random, mac),
    ...noise(random, 2),
    ...[0, 0, 0, 0],
  ];
  return [...randomName(random), 0, 250, 0, 255, 0, 0, 0, 0, ...u16(rdata.length), ...rdata];
}

/** One change: octets flipped, cut, put in, doubled, or turned into pointers. */
function mutated(random: SeededRandom, bytes: Uint8Array): Uint8Array {
  const copy = [...bytes];
  const at = random.below(copy.length + 1);
  switch (random.below(6)) {
    case 0:
      copy.splice(at);
      break;
    case 1:
      copy.splice(at, random.below(8));
      break;
    case 2:
      copy.splice(at, 0, ...noise(random, 1 + random.below(8)));
      break;
    case 3:
      copy.splice(at, 2, 0xc0 | random.below(64), random.below(256));
      break;
    case 4:
      copy.push(...copy.slice(random.below(copy.length + 1)));
      break;
    default:
      for (let i = 0; i <= random.below(4); i++) {
        if (copy.length > 0) copy[random.below(copy.length)] = random.pick(interestingOctets);
      }
  }
  return Uint8Array.from(copy);
}

function noise(random: SeededRandom, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.below(256));
}
