import { describe, expect, it } from "vitest";
import { decimalOf, durationOf } from "../../../src/dns/text/decimal.js";

const decimal = (text: string): number => decimalOf(Buffer.from(text), 0, text.length);
const duration = (text: string): number => durationOf(Buffer.from(text), 0, text.length);

describe("numbers in zone files", () => {
  it.each([
    ["0", 0],
    ["0042", 42],
    ["4294967295", 4294967295],
  ])("%s is %i", (text, value) => {
    expect(decimal(text)).toBe(value);
  });

  it.each(["", "-1", "+1", "1.0", "0x10", "4294967296", "99999999999", "1e3", " 1"])(
    "%j is none",
    (text) => {
      expect(decimal(text)).toBe(-1);
    },
  );
});

describe("times in zone files", () => {
  it.each([
    ["3600", 3600],
    ["1h", 3600],
    ["1h30m", 5400],
    ["1W2D3H4M5S", 788645],
    ["1h30", 3630],
    ["0s", 0],
    ["4294967295", 4294967295],
  ])("%s is %i seconds", (text, seconds) => {
    expect(duration(text)).toBe(seconds);
  });

  it.each(["", "h", "1hh", "1x", "-1", "1.5h", "h1"])("%j is none", (text) => {
    expect(duration(text)).toBe(-1);
  });

  it.each(["4294967296", "7102w", "4294967295s1s"])("%s is too long", (text) => {
    expect(duration(text)).toBe(-2);
  });
});
