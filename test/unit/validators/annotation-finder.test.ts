import { describe, expect, it } from "vitest";
import type { Annotation } from "../../../src/zone/annotations.js";
import { annotationFinderOf } from "../../../validators/annotation-finder.js";
import { processorMs } from "../../processor-time.js";

function annotation(file: string, firstLine: number, lastLine: number, verb: string): Annotation {
  return { file, line: firstLine, column: 1, firstLine, lastLine, verb, words: [] };
}

describe("annotations by line", () => {
  const list = [
    annotation("b", 3, 3, "owned"),
    annotation("a", 5, 8, "allow"),
    annotation("a", 5, 8, "owned"),
    annotation("a", 5, 8, "allow"),
    annotation("a", 2, 2, "allow"),
  ];

  it("are those of every line of their entry, in the order of the text", () => {
    const finder = annotationFinderOf(list);
    for (const line of [5, 6, 8]) {
      expect(finder.find("a", line, "allow")).toEqual([list[1], list[3]]);
    }
    expect(finder.find("a", 7, "owned")).toEqual([list[2]]);
    expect(finder.find("a", 2, "allow")).toEqual([list[4]]);
  });

  it("are none beside it, in other files, or with other verbs", () => {
    const finder = annotationFinderOf(list);
    expect([1, 3, 4, 9].flatMap((line) => finder.find("a", line, "allow"))).toEqual([]);
    expect(finder.find("b", 5, "allow")).toEqual([]);
    expect(finder.find("c", 5, "allow")).toEqual([]);
    expect(finder.find("a", 5, "expires")).toEqual([]);
  });

  it("are found quickly among a hundred thousand", () => {
    const many = Array.from({ length: 100_000 }, (_, i) => annotation("a", i + 1, i + 1, "owned"));
    const took = processorMs(() => {
      const finder = annotationFinderOf(many);
      for (let line = 1; line <= many.length; line++) {
        if (finder.find("a", line, "owned").length !== 1) throw new Error(`line ${line}`);
      }
    });
    expect(took).toBeLessThan(2000);
  });
});
