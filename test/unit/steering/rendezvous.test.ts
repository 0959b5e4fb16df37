import { describe, expect, test } from "vitest";
import {
  bucketCount,
  bucketOf,
  type Contender,
  setBucketCount,
  winners,
} from "../../../src/steering/rendezvous.js";

function contenders(...shares: number[]): Contender[] {
  return shares.map((share, i) => ({ key: `www.example.com./pool/192.0.2.${i}`, share }));
}

/** The key that has each bucket. */
function holders(of: readonly Contender[]): string[] {
  return winners(of).map(([place]) => of[place!]!.key);
}

describe("rendezvous hashing of client networks", () => {
  test.each([
    [1, 1],
    [9, 1],
    [5, 3, 2],
    [1, 1, 1, 1, 1, 1, 1, 1],
    [50, 30, 10, 5, 4, 1],
  ])("gives each branch its share within two points: %j", (...shares) => {
    const sum = shares.reduce((a, b) => a + b);
    for (let variant = 0; variant < 10; variant++) {
      const of = contenders(...shares).map((each) => ({ ...each, key: `${variant}${each.key}` }));
      const won = shares.map(() => 0);
      for (const [place] of winners(of)) won[place!]!++;
      for (const [place, share] of shares.entries())
        expect(Math.abs(won[place]! / bucketCount - share / sum)).toBeLessThan(0.02);
    }
  });

  // I8: the removal of one target moves its own clients and nobody else's.
  test("moves nobody but the clients of a branch that goes", () => {
    const of = contenders(3, 1, 4, 1, 5);
    const before = holders(of);
    for (const gone of of) {
      const after = holders(of.filter((each) => each !== gone));
      for (const [bucket, key] of before.entries())
        if (key !== gone.key) expect(after[bucket]).toBe(key);
    }
  });

  test("moves clients only towards a branch whose share grows", () => {
    const of = contenders(2, 2, 2);
    const before = holders(of);
    const after = holders(of.map((each, i) => (i === 1 ? { ...each, share: 4 } : each)));
    for (const [bucket, key] of after.entries())
      if (key !== before[bucket]) expect(key).toBe(of[1]!.key);
    expect(after).not.toEqual(before);
  });

  test("does not care for the order of the branches", () => {
    const of = contenders(3, 1, 4, 1, 5);
    expect(holders([...of].reverse())).toEqual(holders(of));
  });

  test("with several at once, replaces in a set only the one that went", () => {
    const of = contenders(1, 1, 1, 1, 1);
    const sets = (all: readonly Contender[]) =>
      winners(all, 2).map((places) => places.map((place) => all[place]!.key));
    const before = sets(of);
    expect(before).toHaveLength(setBucketCount);
    const gone = of[2]!;
    const after = sets(of.filter((each) => each !== gone));
    for (const [bucket, keys] of before.entries())
      for (const key of keys) if (key !== gone.key) expect(after[bucket]).toContain(key);
  });

  test("asks for more than there are: all of them", () => {
    expect(winners(contenders(1, 1), 5)[0]).toHaveLength(2);
  });
});

describe("the bucket of a client", () => {
  const address = Uint8Array.from([9, 9, 192, 0, 2, 200]);

  test("is that of its network: the bits behind the prefix do not matter, those before do", () => {
    for (let bits = 0; bits <= 32; bits++) {
      const bucket = bucketOf(address, 2, 4, bits);
      for (let bit = 0; bit < 32; bit++) {
        const other = address.slice();
        other[2 + (bit >>> 3)]! ^= 0x80 >>> (bit & 7);
        if (bit >= bits) expect(bucketOf(other, 2, 4, bits)).toBe(bucket);
        else if (bits <= 8) expect(bucketOf(other, 2, 4, bits)).not.toBe(bucket);
      }
    }
  });

  test("spreads neighbouring networks over all buckets", () => {
    const seen = new Set<number>();
    for (let net = 0; net < 65_536; net++)
      seen.add(bucketOf(Uint8Array.of(10, net >> 8, net & 255, 1), 0, 4, 24));
    expect(seen.size).toBe(bucketCount);
    const six = new Set<number>();
    for (let net = 0; net < 65_536; net++) {
      const bytes = Uint8Array.of(
        0x20,
        1,
        0xd,
        0xb8,
        net >> 8,
        net & 255,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        1,
      );
      six.add(bucketOf(bytes, 0, 16, 56));
    }
    expect(six.size).toBe(bucketCount);
  });
});
