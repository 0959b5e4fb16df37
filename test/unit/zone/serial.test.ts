import { expect, test } from "vitest";
import { addToSerial, compareSerials, isNewerSerial } from "../../../src/zone/serial.js";

test("serials are compared around the circle (RFC 1982 §3.2)", () => {
  expect(compareSerials(1, 0)).toBe(1);
  expect(compareSerials(0, 1)).toBe(-1);
  expect(compareSerials(7, 7)).toBe(0);
  expect(compareSerials(0, 0xffff_ffff)).toBe(1);
  expect(compareSerials(0x8000_0000, 0)).toBeUndefined();
  expect(compareSerials(0x7fff_ffff, 0)).toBe(1);
  expect(isNewerSerial(0x8000_0001, 0)).toBe(false);
});

test("an addition is newer than what it was added to, and wraps (RFC 1982 §3.1)", () => {
  expect(addToSerial(0xffff_ffff, 1)).toBe(0);
  for (const serial of [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0]) {
    expect(isNewerSerial(addToSerial(serial, 0x7fff_ffff), serial)).toBe(true);
  }
});
