import { describe, expect, it } from "vitest";
import { sipHash24, sipHashKey } from "../../../src/base/siphash.js";

/** From the paper's appendix A: key 00…0f, message 00…0e. */
const paper = "e545be4961ca29a1";

describe("SipHash-2-4", () => {
  const key = sipHashKey(Uint8Array.from({ length: 16 }, (_, i) => i));
  const input = Uint8Array.from({ length: 64 }, (_, i) => i);
  const hash = (start: number, length: number): string => {
    const out = new Uint8Array(8);
    sipHash24(key, input, start, length, out, 0);
    return Buffer.from(out).toString("hex");
  };

  it("gives the paper's example", () => {
    expect(hash(0, 15)).toBe(paper);
  });

  it("gives the reference implementation's vectors at the edges of a word", () => {
    expect(hash(0, 0)).toBe("310e0edd47db6f72");
    expect(hash(0, 1)).toBe("fd67dc93c539f874");
    expect(hash(0, 7)).toBe("37d1018bf50002ab");
    expect(hash(0, 8)).toBe("6224939a79f5f593");
  });

  it("does not depend on where the input lies", () => {
    const moved = new Uint8Array(40);
    moved.set(input.subarray(0, 15), 21);
    const out = new Uint8Array(12);
    sipHash24(key, moved, 21, 15, out, 3);
    expect(Buffer.from(out.subarray(3, 11)).toString("hex")).toBe(paper);
  });
});
