import { describe, expect, it } from "vitest";
import { nameFromText } from "../../../src/dns/name-text.js";
import { isAddressLiteral, isReverse } from "../../../validators/targets.js";

function wire(text: string): Uint8Array {
  const name = nameFromText(text);
  if (name === undefined) throw new Error(text);
  return name;
}

describe("names that were meant to be addresses", () => {
  const literals = ["192.0.2.1.", "192.0.2.1.example.com.", "0.0.0.0.", "255.255.255.255.example."];
  for (const text of [...literals, "2001:db8::1.", "2001:db8::1.example.com.", "::.", "::1.lan."]) {
    it(`are seen in ${text}`, () => {
      expect(isAddressLiteral(wire(text), 0)).toBe(true);
    });
  }

  const names = ["192.0.2.example.com.", "1.2.3.256.example.com.", "1.2.3.", "ns1.example.com."]
    .concat(["10.2.0.192.in-addr.arpa.", "1.2.3.4.5.ip6.arpa.", "dead.beef.example.com.", "."])
    .concat(["1.2.3.4444.example.com.", "1.2.x.4.example.com."]);
  for (const text of names) {
    it(`are not seen in ${text}`, () => {
      expect(isAddressLiteral(wire(text), 0)).toBe(false);
    });
  }
});

describe("reverse names", () => {
  it("are those at and below the two reverse trees", () => {
    const inside = ["in-addr.arpa.", "IP6.ARPA.", "2.0.192.In-Addr.Arpa.", "x.y.ip6.arpa."];
    const outside = [".", "arpa.", "e164.arpa.", "in-addr.arpa.example.com.", "in-addr."];
    expect(inside.filter((text) => !isReverse(wire(text), 0))).toEqual([]);
    expect(outside.filter((text) => isReverse(wire(text), 0))).toEqual([]);
  });
});
