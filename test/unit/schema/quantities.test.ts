import { expect, it } from "vitest";
import { parseByteSize, parseDuration } from "../../../src/schema/quantities.js";

it.each([
  ["500ms", 500],
  ["60s", 60_000],
  ["1.5m", 90_000],
  ["2h", 7_200_000],
  ["1d", 86_400_000],
  ["0s", 0],
])("reads the duration %s", (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

it.each(["", "60", "s", "-1s", "1 s", "1w", "1e3s", "99999999999s"])(
  "does not take %j for a duration",
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);

it.each([
  ["65536B", 65_536],
  ["64KiB", 65_536],
  ["64kB", 64_000],
  ["4MiB", 4_194_304],
])("reads the byte size %s", (text, bytes) => {
  expect(parseByteSize(text)).toBe(bytes);
});

it.each(["4M", "4", "MiB", "-1B", "1.5KiB"])("does not take %j for a byte size", (text) => {
  expect(parseByteSize(text)).toBeUndefined();
});
