/** Signed zones broken at random: what any other checker notices, we notice. */
import { beforeAll, describe, expect, test } from "vitest";
import { isPresent, signers, signZone } from "./dnssec/signers.js";
import {
  apex,
  isWeighty,
  type Line,
  linesOf,
  nowSeconds,
  othersAgainst,
  ourVerdict,
  presentCheckers,
  textOf,
  unsigned,
} from "./dnssec/verdicts.js";

const seed = Number(process.env.SEED ?? 20_261_122);
const rounds = Number(process.env.RUNS ?? 60);
/** Their digests are also of the TTLs of signatures, which the reader sets right. */
const using = signers.filter((signer) => isPresent(signer) && !/digest/.test(signer.name));

type Random = (below: number) => number;

/** Park and Miller's generator: a failure comes again with its seed. */
function generator(from: number): Random {
  let state = from;
  return (below) => {
    state = (state * 48_271) % 0x7fff_ffff;
    return state % below;
  };
}

const digits = "0123456789";
const letters = "ABCDEFGHIJKLMNOPQRSTUV";

/** RDATA with one digit or letter turned into the next. */
function turned({ rdata }: Line, random: Random): string {
  const places = [...rdata.matchAll(/[0-9A-V]/g)].map(({ index }) => index);
  const place = places[random(places.length)] ?? 0;
  const alphabet = digits.includes(rdata[place]!) ? digits : letters;
  const next = alphabet[(alphabet.indexOf(rdata[place]!) + 1) % alphabet.length];
  return `${rdata.slice(0, place)}${next}${rdata.slice(place + 1)}`;
}

/** Each gives the records in place of one; `other` is another one of the zone. */
const mutations: readonly ((line: Line, other: Line, random: Random) => Line[])[] = [
  () => [],
  (line, other) => [{ ...line, owner: other.owner }],
  (line, other) => [line, { ...line, owner: other.owner }],
  (line) => [line, { ...line, owner: `new.${apex}.` }],
  (line, _other, random) => [{ ...line, rdata: turned(line, random) }],
  (line) => (line.type === "RRSIG" ? [] : [{ ...line, ttl: "1800" }]),
];

const signed: Line[][] = [];
beforeAll(() => {
  for (const signer of using) signed.push(linesOf(signZone(signer, apex, unsigned)));
});

describe("signed zones", () => {
  const absent = using.length === 0 || presentCheckers.length === 0;
  const title = `broken in ${rounds} ways (seed ${seed}) are found by us if by anybody`;
  test.skipIf(absent && process.env.CI !== "true")(
    `${title}${absent ? " (skipped: no signer or no checker is installed)" : ""}`,
    () => {
      const random = generator(seed);
      const now = nowSeconds();
      const missed: string[] = [];
      let noticed = 0;
      for (let round = 0; round < rounds; round++) {
        const lines = signed[random(signed.length)]!;
        const place = random(lines.length);
        const other = lines[random(lines.length)]!;
        const mutation = random(mutations.length);
        const instead = mutations[mutation]!(lines[place]!, other, random);
        const text = textOf([...lines.slice(0, place), ...instead, ...lines.slice(place + 1)]);
        const others = othersAgainst(text, now);
        if (others.length === 0) continue;
        noticed++;
        if (ourVerdict(text, now).some(isWeighty)) continue;
        missed.push(`${others.join(", ")}: mutation ${mutation} of ${textOf([lines[place]!])}`);
      }
      expect(missed).toEqual([]);
      expect(noticed).toBeGreaterThan(rounds / 4);
    },
  );
});
