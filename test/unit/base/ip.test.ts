import { isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addressFromText,
  addressToText,
  prefixContains,
  prefixFromText,
} from "../../../src/base/ip.js";

describe("addresses", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1"],
    ["0.0.0.0", "0.0.0.0"],
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["::", "::"],
    ["::1", "::1"],
    ["1::", "1::"],
    ["::ffff:192.0.2.1", "::ffff:192.0.2.1"],
    ["::ffff:c000:201", "::ffff:192.0.2.1"],
    ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
    ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
    ["::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"],
  ])("%s prints as %s (RFC 5952)", (text, printed) => {
    expect(addressToText(addressFromText(text)!)).toBe(printed);
  });

  it.each([
    "",
    "1.2.3",
    "1.2.3.4.5",
    "1.2.3.256",
    "01.2.3.4",
    "1.2.3.4 ",
    "1..2.3",
    ".1.2.3",
    "0x1.2.3.4",
    ":",
    ":::",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1::2::3",
    "1:2:3:4:5:6:7:8::",
    "::1:2:3:4:5:6:7:8",
    "12345::",
    "1:2:3:4:5:6:7:1.2.3.4",
    "::1.2.3",
    "::1.2.3.4:5",
    "fe80::1%eth0",
    "1:",
    ":1",
    "g::",
  ])("%j is none", (text) => {
    expect(addressFromText(text)).toBeUndefined();
  });

  it("are those that Node knows, for any short text of their characters", () => {
    const text = fc.string({
      unit: fc.constantFrom(..."0123456789abcdef:::...".split("")),
      maxLength: 24,
    });
    fc.assert(
      fc.property(text, (candidate) => {
        expect(addressFromText(candidate) !== undefined).toBe(isIP(candidate) !== 0);
      }),
      { numRuns: 3000 },
    );
  });

  it("read back as printed", () => {
    const v6 = fc.uint8Array({ minLength: 16, maxLength: 16 });
    const sparse = fc.array(fc.constantFrom(0, 0, 0, 1, 255), { minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(fc.oneof(v6, sparse.map(Uint8Array.from.bind(Uint8Array))), (address) => {
        const text = addressToText(address as Uint8Array);
        expect(isIP(text)).toBe(6);
        expect(addressFromText(text)).toEqual(address);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("prefixes", () => {
  it.each([
    ["192.0.2.0/24", "192.0.2.255", true],
    ["192.0.2.0/24", "192.0.3.0", false],
    ["192.0.2.128/25", "192.0.2.127", false],
    ["0.0.0.0/0", "203.0.113.9", true],
    ["192.0.2.1", "192.0.2.1", true],
    ["192.0.2.1", "192.0.2.2", false],
    ["2001:db8::/33", "2001:db8:7fff::1", true],
    ["2001:db8::/33", "2001:db8:8000::1", false],
    ["::/0", "192.0.2.1", false],
  ])("%s contains %s: %s", (prefix, address, expected) => {
    const bytes = addressFromText(address)!;
    expect(prefixContains(prefixFromText(prefix)!, bytes, 0, bytes.length)).toBe(expected);
  });

  it.each(["192.0.2.0/33", "192.0.2.1/24", "192.0.2.0/", "192.0.2.0/024", "::1/129", "x/8"])(
    "%s is none",
    (text) => {
      expect(prefixFromText(text)).toBeUndefined();
    },
  );
});
