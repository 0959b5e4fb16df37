import { describe, expect, it } from "vitest";
import { rdataFromText, rdataToText } from "../../../src/dns/rr/rdata-text.js";
import { TextFault } from "../../../src/dns/text/scanner.js";

function roundTrip(type: number, text: string): string {
  const rdata = rdataFromText(type, text);
  if (rdata instanceof TextFault) throw new Error(rdata.message);
  return rdataToText(type, rdata);
}

describe("RDATA apart from a zone file", () => {
  it("comes back as it was written", () => {
    expect(roundTrip(1, "192.0.2.1")).toBe("192.0.2.1");
    expect(roundTrip(15, "10 Mail.example.com.")).toBe("10 Mail.example.com.");
    expect(roundTrip(16, '"a;b" "\\"" ""')).toBe('"a;b" "\\"" ""');
    expect(roundTrip(65_280, "\\# 2 0102")).toBe("\\# 2 0102");
  });

  it("has names below the root unless an origin is given", () => {
    expect(roundTrip(5, "www")).toBe("www.");
    const origin = Uint8Array.of(1, 0x78, 0);
    expect(rdataFromText(5, "www", origin)).toEqual(Uint8Array.of(3, 0x77, 0x77, 0x77, 1, 0x78, 0));
  });

  it.each([
    [1, "", "nothing"],
    [1, "192.0.2.1 192.0.2.2", "two"],
    [1, "192.0.2.1\n192.0.2.2", "two lines"],
    [16, '"open', "an open quote"],
    [16, "( open", "an open parenthesis"],
    [15, "mail.example.com.", "too little"],
  ])("of type %d is not %j", (type, text) => {
    expect(rdataFromText(type, text)).toBeInstanceOf(TextFault);
  });
});
