import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { limits } from "../../../src/base/limits.js";
import { Scanner, TextFault, tokenKind } from "../../../src/dns/text/scanner.js";
import { sourceOf } from "./rdata-text.js";

/** Entries as lists of tokens, quoted ones in quotes; a fault as `!code line:column`. */
function entriesOf(text: string, windowBytes = 4096): string[][] {
  const scanner = new Scanner(sourceOf(text), new Uint8Array(windowBytes));
  const entries: string[][] = [];
  for (;;) {
    const tokens: string[] = [];
    try {
      let kind = scanner.nextEntry();
      if (kind === tokenKind.eof) return entries;
      if (scanner.blankStart) tokens.push("_");
      for (; kind !== tokenKind.end; kind = scanner.next()) {
        const token = Buffer.from(scanner.bytes.subarray(scanner.start, scanner.end)).toString();
        tokens.push(kind === tokenKind.quoted ? `"${token}"` : token);
      }
    } catch (fault) {
      if (!(fault instanceof TextFault)) throw fault;
      tokens.push(`!${fault.code} ${fault.line}:${fault.column}`);
      scanner.skipEntry();
    }
    entries.push(tokens);
  }
}

describe("the scanner", () => {
  it("sees words, quoted strings and ends", () => {
    expect(entriesOf('www 3600 IN TXT "a b" c\nmail\tA 192.0.2.1\n')).toEqual([
      ["www", "3600", "IN", "TXT", '"a b"', "c"],
      ["mail", "A", "192.0.2.1"],
    ]);
  });

  it("passes over comments, blank lines and carriage returns", () => {
    expect(entriesOf("; one\r\n\r\n \t \r\na b ; two\r\n;three")).toEqual([["a", "b"]]);
  });

  it("joins lines inside parentheses, and comments there end at their line", () => {
    expect(entriesOf("a ( b ; (\n c\n) d\ne\n")).toEqual([["a", "b", "c", "d"], ["e"]]);
    expect(entriesOf("a((b)c)\n")).toEqual([["a", "b", "c"]]);
  });

  it("tells an entry that starts with a blank", () => {
    expect(entriesOf("a A 1\n A 2\n\tA 3\n")).toEqual([
      ["a", "A", "1"],
      ["_", "A", "2"],
      ["_", "A", "3"],
    ]);
  });

  it("ends the last entry without a newline", () => {
    expect(entriesOf("a b")).toEqual([["a", "b"]]);
    expect(entriesOf('a "b"')).toEqual([["a", '"b"']]);
    expect(entriesOf("")).toEqual([]);
  });

  it("keeps escapes as they are, and lets them hide what would end a word", () => {
    expect(entriesOf('a\\ b \\; \\( "c\\"d;("\n')).toEqual([["a\\ b", "\\;", "\\(", '"c\\"d;("']]);
  });

  it.each([
    ['a "b\nc\n', [["a", "!unterminated-string 1:3"], ["c"]]],
    ['a "b', [["a", "!unterminated-string 1:3"]]],
    ["a )b\nc\n", [["a", "!unbalanced-parenthesis 1:3"], ["c"]]],
    ["a ( b\nc\n", [["a", "b", "c", "!unbalanced-parenthesis 1:3"]]],
    ["x\na b\\\nc\n", [["x"], ["a", "!bad-escape 2:3"], ["c"]]],
    ["a b\\", [["a", "!bad-escape 1:3"]]],
  ])("tells where %j is broken and goes on behind it", (text, entries) => {
    expect(entriesOf(text)).toEqual(entries);
  });

  it("counts lines and columns across a small window", () => {
    const text = `${"a b c ; comment\n".repeat(50)}x "y\n`;
    expect(entriesOf(text, 16).at(-1)).toEqual(["x", "!unterminated-string 51:3"]);
  });

  it("sees the same whatever the size of its window", () => {
    const piece = fc.constantFrom(
      ...["a", "bcd", " ", "\t", "\n", '"', "(", ")", ";", "\\", "\\;", "\r\n", '"q r"', "0"],
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 60 }),
        fc.integer({ min: 1, max: 40 }),
        (p, size) => {
          const text = p.join("");
          expect(entriesOf(text, size)).toEqual(entriesOf(text));
        },
      ),
      { numRuns: 1500 },
    );
  });

  it("refuses a token that no record needs, in bounded memory", () => {
    const text = `a ${"b".repeat(limits.tokenBytesMax * 2)}\nc\n`;
    const [first] = entriesOf(text);
    expect(first!.slice(0, 2)).toEqual(["a", "!token-too-long 1:3"]);
  });

  it("can give a token once more", () => {
    const scanner = new Scanner(sourceOf("a b\n"));
    scanner.nextEntry();
    scanner.next();
    scanner.pushBack();
    expect(scanner.next()).toBe(tokenKind.word);
    expect(scanner.text()).toBe("b");
    expect(scanner.next()).toBe(tokenKind.end);
  });

  it("shows odd octets of a token in messages as escapes, and cuts long ones", () => {
    const scanner = new Scanner(sourceOf(`\u0001é${"x".repeat(100)}\n`));
    scanner.nextEntry();
    expect(scanner.text()).toMatch(/^\\001\\195\\169x+…$/);
  });

  it("starts over on another source", () => {
    const scanner = new Scanner(sourceOf("a (b"));
    scanner.nextEntry();
    scanner.reset(sourceOf("c\n"));
    expect(scanner.nextEntry()).toBe(tokenKind.word);
    expect(scanner.text()).toBe("c");
    expect(scanner.tokenLine).toBe(1);
  });
});
