/** What a selection comes to where one RRset is all there can be. */
import { describe, expect, it } from "vitest";
import { plainValues, valueShares } from "../../../src/steering/plain-answer.js";
import type { Branch, Selection } from "../../../src/steering/selection.js";
import { exampleSteering } from "./steered-example.js";

const rrset = exampleSteering().rrsets[0]!;
const [a, b, c, far] = ["192.0.2.10", "192.0.2.11", "192.0.2.12", "198.51.100.20"];
const answer = (...targets: number[]): Selection => ({ kind: "answer", targets });
const weighted = (...shares: number[]): Selection => ({
  kind: "weighted",
  branches: shares.map((share, place): Branch => ({ share, selection: answer(place) })),
});
const plain = (selection: Selection) => plainValues(valueShares(rrset, selection), "A");

describe("a selection as one RRset", () => {
  it("is all of an answer", () => {
    expect(plain(answer(0, 2))).toEqual([a, c]);
  });

  it("is nothing if nothing is answered", () => {
    expect(plain(answer())).toEqual([]);
  });

  it.each([
    ["equal weights", [1, 1, 1], [a, b, c]],
    ["nearly equal weights", [10, 10, 9], [a, b, c]],
    ["one that has nearly all", [100, 1, 1], [a]],
    ["two that have nearly all", [50, 50, 3], [a, b]],
    ["three to one, where both are as near", [3, 1], [a, b]],
    ["one that is only beginning", [60, 60, 2, 60], [a, b, far]],
  ])("of %s has those that come nearest", (_, shares, values) => {
    expect(plain(weighted(...shares))).toEqual(values);
  });

  it("is the pool that carries most, when little is spilled", () => {
    const spilled: Selection = {
      kind: "weighted",
      branches: [
        { share: 90, selection: answer(0, 1) },
        { share: 10, selection: answer(3) },
      ],
    };
    expect(plain(spilled)).toEqual([a, b]);
  });

  it("is what clients of no region get", () => {
    const geo: Selection = {
      kind: "geo",
      path: "",
      branches: [answer(0), answer(1)],
      otherwise: answer(3),
    };
    expect(plain({ kind: "weighted", branches: [{ share: 1, selection: geo }] })).toEqual([far]);
  });

  it("is, drawn for each network, what all networks together get", () => {
    const sticky: Selection = {
      kind: "sticky",
      prefix4: 24,
      prefix6: 56,
      branches: [0, 1, 2].map((place) => ({
        share: 1,
        key: `k${place}`,
        selection: answer(place),
      })),
    };
    expect(plain(sticky)).toEqual([a, b, c]);
  });

  it("is one name of a CNAME, and the same one whatever the order", () => {
    const shares = [
      { value: "b.example.net.", share: 0.5 },
      { value: "a.example.net.", share: 0.5 },
    ];
    expect(plainValues(shares, "CNAME")).toEqual(["a.example.net."]);
    expect(plainValues(shares.toReversed(), "CNAME")).toEqual(["a.example.net."]);
  });
});
