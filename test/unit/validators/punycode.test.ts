import { describe, expect, it } from "vitest";
import { fromPunycode, toPunycode } from "../../../validators/names/punycode.js";

/** RFC 3492 §7.1, and labels in use. */
const samples: readonly (readonly [text: string, encoded: string])[] = [
  ["bücher", "bcher-kva"],
  ["mañana", "maana-pta"],
  ["☃-⌘", "--dqo34k"],
  ["ليهمابتكلموشعربي؟", "egbpdaj6bu4bxfgehfvwxn"],
  ["他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"],
  ["なぜみんな日本語を話してくれないのか", "n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa"],
  ["почемужеонинеговорятпорусски", "b1abfaaepdrnnbgefbadotcwatmq2g4l"],
  ["3年b組金八先生", "3b-ww4c5e180e575a65lsy2b"],
  ["안녕하세요", "o70b841ad5c9qb763b"],
  ["💩", "ls8h"],
];

describe("Punycode", () => {
  for (const [text, encoded] of samples) {
    it(`reads and writes ${encoded}`, () => {
      expect(fromPunycode(encoded)).toBe(text);
      expect(toPunycode(text)).toBe(encoded);
    });
  }

  it("refuses what ends in the middle of a number, or stands for no character", () => {
    expect(fromPunycode("99999")).toBeUndefined();
    expect(fromPunycode("bcher-999")).toBeUndefined();
    expect(fromPunycode("bcher-k_a")).toBeUndefined();
    expect(fromPunycode("9".repeat(59))).toBeUndefined();
  });

  it("gives back every text that it wrote, whatever its characters", () => {
    let state = 20261122;
    const chance = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (let run = 0; run < 300; run++) {
      const codes = Array.from({ length: 1 + chance(12) }, () =>
        chance(3) === 0 ? 0x61 + chance(26) : 0x80 + chance(0xd000),
      );
      const text = String.fromCodePoint(...codes);
      expect(fromPunycode(toPunycode(text))).toBe(text);
    }
  });
});
