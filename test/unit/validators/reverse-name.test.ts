import { describe, expect, it } from "vitest";
import { addressFromText, addressToText } from "../../../src/base/ip.js";
import { nameFromText, nameToText } from "../../../src/dns/name-text.js";
import {
  ReverseName,
  reverseFault,
  writeReverseName,
} from "../../../validators/addresses/reverse-name.js";

function read(text: string): { fault: number; address: string } {
  const name = new ReverseName();
  const wire = nameFromText(text);
  if (wire === undefined) throw new Error(text);
  const fault = name.read(wire, 0);
  return { fault, address: addressToText(name.address.subarray(0, name.length)) };
}

describe("reverse names", () => {
  const addresses = ["192.0.2.10", "0.0.0.0", "203.0.113.255", "2001:db8::1", "::", "fe80::a:b"];
  for (const text of addresses) {
    it(`are written and read for ${text}`, () => {
      const address = addressFromText(text)!;
      const out = new Uint8Array(128);
      const length = writeReverseName(address, 0, address.length === 4 ? 4 : 16, out);
      expect(length).toBeLessThanOrEqual(out.length);
      expect(read(nameToText(out))).toEqual({ fault: reverseFault.none, address: text });
    });
  }

  it("are read in the form of a part of a network", () => {
    const parts = ["9.8-29.2.0.192.in-addr.arpa.", "9.8\\/29.2.0.192.IN-ADDR.ARPA."];
    for (const text of parts) {
      expect(read(text)).toEqual({ fault: reverseFault.none, address: "192.0.2.9" });
    }
  });

  const faults: readonly (readonly [name: string, fault: keyof typeof reverseFault])[] = [
    ["www.example.com.", "notReverse"],
    ["arpa.", "notReverse"],
    ["10.2.0.192.e164.arpa.", "notReverse"],
    ["2.0.192.in-addr.arpa.", "tooFew"],
    ["in-addr.arpa.", "tooFew"],
    ["1.10.2.0.192.in-addr.arpa.", "tooMany"],
    ["25.2.0.192.2.0.192.in-addr.arpa.", "tooMany"],
    ["256.2.0.192.in-addr.arpa.", "badLabel"],
    ["010.2.0.192.in-addr.arpa.", "badLabel"],
    ["99999999999.2.0.192.in-addr.arpa.", "badLabel"],
    ["b._dns-sd._udp.0.2.0.192.in-addr.arpa.", "other"],
    ["1.0.0.2.ip6.arpa.", "tooFew"],
    [`${"0.".repeat(33)}ip6.arpa.`, "tooMany"],
    [`10.${"0.".repeat(31)}ip6.arpa.`, "badLabel"],
    [`g.${"0.".repeat(31)}ip6.arpa.`, "badLabel"],
    [`_x.${"0.".repeat(32)}ip6.arpa.`, "other"],
  ];
  for (const [name, fault] of faults) {
    it(`are not seen in ${name} (${fault})`, () => {
      expect(read(name).fault).toBe(reverseFault[fault]);
    });
  }
});
