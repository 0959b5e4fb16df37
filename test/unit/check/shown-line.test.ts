import { describe, expect, it } from "vitest";
import { editorColumn, showLine, tame } from "../../../src/check/shown-line.js";

const bytes = (text: string) => new TextEncoder().encode(text);

/** The line with the caret below it, as it is printed. */
function drawn(line: Uint8Array, column: number, endColumn: number): string {
  const { text, before, marked } = showLine(line, column, endColumn);
  return `${text}\n${" ".repeat(before)}${"^".repeat(marked)}`;
}

describe("a line of a zone file", () => {
  it("is shown with the caret below the fault", () => {
    expect(drawn(bytes("www CNAME shop"), 11, 15)).toBe("www CNAME shop\n          ^^^^");
  });

  it("has its tabs as blanks, so that the caret is right on any terminal", () => {
    expect(drawn(bytes("a\tMX\t10 b"), 9, 10)).toBe(`a       MX      10 b\n${" ".repeat(19)}^`);
  });

  it("counts characters that take two columns, or none", () => {
    expect(drawn(bytes('"日本" x'), 10, 11)).toBe(`"日本" x\n${" ".repeat(7)}^`);
    expect(drawn(bytes('"e\u0301" x'), 7, 8)).toBe(`"e\u0301" x\n${" ".repeat(4)}^`);
  });

  it("shows octets that are no UTF-8, and control characters, as one sign each", () => {
    expect(drawn(Uint8Array.of(0x61, 0xff, 0x20, 0x62), 4, 5)).toBe("a\ufffd b\n   ^");
    expect(drawn(bytes("a\x1b[31m b"), 8, 9)).toBe("a\ufffd[31m b\n       ^");
  });

  it("is cut around the fault when it is long", () => {
    const long = bytes(`${"x".repeat(500)} HERE ${"y".repeat(500)}`);
    const { text, before, marked } = showLine(long, 502, 506);
    expect(text.slice(before, before + marked)).toBe("HERE");
    expect(text.length).toBeLessThan(130);
    expect(text.startsWith("…")).toBe(true);
    expect(text.endsWith("…")).toBe(true);
  });

  it("is cut between characters, not inside one", () => {
    for (let shift = 0; shift < 4; shift++) {
      const { text } = showLine(
        bytes(`${"é".repeat(200)}${"x".repeat(shift)} END`),
        402 + shift,
        405,
      );
      expect(text).not.toContain("\ufffd");
    }
  });

  it("bears a caret behind its end, and places that it does not have", () => {
    expect(drawn(bytes("ab"), 3, 4)).toBe("ab\n  ^");
    expect(drawn(bytes("ab\r"), 90, 95)).toBe("ab\n  ^");
    expect(drawn(bytes(""), 1, 1)).toBe("\n^");
  });
});

it("makes text that could move the cursor or turn around harmless", () => {
  expect(tame("a\x1b]0;b\x07\u202ec\n")).toBe("a\ufffd]0;b\ufffd\ufffdc\ufffd");
});

it("counts columns as editors do", () => {
  expect(editorColumn(bytes('é "x'), 4)).toBe(3);
  expect(editorColumn(bytes("😀 x"), 6)).toBe(4);
  expect(editorColumn(undefined, 7)).toBe(7);
});
