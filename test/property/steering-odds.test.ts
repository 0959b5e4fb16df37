/** What `steer explain` reckons an answer's chance to be, held against what the answerer answers. */
import { describe, expect, test } from "vitest";
import { oddsOf } from "../../src/steering/explain-odds.js";
import type { Selection } from "../../src/steering/selection.js";
import { answererOver, readZone } from "../answerer.js";
import { SeededRandom } from "../fuzz/zone-random.js";
import { queryBytes } from "../query.js";
import { answer, select, steeredImage, steeringOfSketches } from "../steered-image.js";

const seed = Number(process.env.SEED ?? 20261122);
const values = Array.from({ length: 6 }, (_, i) => `192.0.2.${i}`);
const zone = readZone(
  `$ORIGIN example.\n$TTL 60\n@ SOA ns h 1 1 1 1 1\n@ NS ns.test.\n${values.map((value) => `www A ${value}\n`).join("")}`,
);
const steering = steeringOfSketches("example.", [{ owner: "www.example.", type: "A", values }]);
const asked = 4000;

function randomSelection(random: SeededRandom, depth = 0): Selection {
  const kind = depth === 3 ? 0 : random.below(4);
  if (kind === 0) {
    const places = values.map((_, place) => place).filter(() => random.below(2) === 0);
    return answer(...(places.length === 0 ? [random.below(values.length)] : places));
  }
  const branches = Array.from({ length: 1 + random.below(4) }, (_, i) => ({
    key: `branch ${i}`,
    share: 1 + random.below(9),
    selection: randomSelection(random, depth + 1),
  }));
  if (kind < 3) {
    return {
      kind: "weighted",
      branches: branches.map(({ share, selection }) => ({ share, selection })),
    };
  }
  return { kind: "sticky", prefix4: 24, prefix6: 56, branches };
}

/** How often each set of values was answered to one client. */
function tally(selection: Selection, client: Uint8Array): Map<string, number> {
  const store = steeredImage([{ zone, steering }]);
  const answerer = answererOver(store);
  select(store, steering, 0, { selection, ttl: 60 });
  const query = queryBytes("www.example.", "A");
  const counts = new Map<string, number>();
  const bytes = new Uint8Array(2048);
  const memory = { bytes, words: new Int32Array(bytes.buffer) };
  for (let i = 0; i < asked; i++) {
    bytes.set(query);
    bytes.set(client, 1900);
    const length = answerer.answer(memory, 0, query.length, 1232, 0, bytes, 1900, 4);
    const places: number[] = [];
    for (let at = query.length; at < length; at += 16) places.push(bytes[at + 15]!);
    const key = places.sort((a, b) => a - b).join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

describe("the chance of each answer", () => {
  test(`is the one that explain tells (SEED=${seed})`, () => {
    const random = new SeededRandom(seed);
    for (let round = 0; round < 40; round++) {
      const selection = randomSelection(random);
      const client = Uint8Array.of(198, 51, random.below(256), random.below(256));
      const [told] = oddsOf(selection, { address: client, region: () => null });
      const counts = tally(selection, client);
      const what = `SEED=${seed}, round ${round}: ${JSON.stringify(selection)}`;
      for (const { targets, probability } of told!.answers) {
        const share = (counts.get(targets.join()) ?? 0) / asked;
        // Six standard deviations: once in some hundred million.
        const bound = 6 * Math.sqrt((probability * (1 - probability)) / asked) + 1e-9;
        expect(Math.abs(share - probability), what).toBeLessThanOrEqual(bound);
        counts.delete(targets.join());
      }
      expect([...counts.keys()], what).toEqual([]);
    }
  });
});
