import { describe, expect, it } from "vitest";
import { addressFromText } from "../../../src/base/ip.js";
import { specialRangeOf } from "../../../validators/addresses/special-ranges.js";

function rangeOf(text: string): string | undefined {
  const address = addressFromText(text)!;
  return specialRangeOf(address, 0, address.length)?.text;
}

describe("special addresses", () => {
  const inside: readonly (readonly [address: string, range: string])[] = [
    ["0.0.0.0", "0.0.0.0/8"],
    ["10.255.255.255", "10.0.0.0/8"],
    ["100.64.0.0", "100.64.0.0/10"],
    ["100.127.255.255", "100.64.0.0/10"],
    ["172.16.0.1", "172.16.0.0/12"],
    ["172.31.255.255", "172.16.0.0/12"],
    ["192.168.0.1", "192.168.0.0/16"],
    ["198.19.0.1", "198.18.0.0/15"],
    ["198.51.100.7", "198.51.100.0/24"],
    ["239.1.2.3", "224.0.0.0/4"],
    ["255.255.255.255", "240.0.0.0/4"],
    ["::", "::/96"],
    ["::1", "::1/128"],
    ["::ffff:192.0.2.1", "::ffff:0:0/96"],
    ["64:ff9b:1::1", "64:ff9b:1::/48"],
    ["100::1", "100::/64"],
    ["2001:db8:ffff::1", "2001:db8::/32"],
    ["3fff:fff::1", "3fff::/20"],
    ["fdff::1", "fc00::/7"],
    ["febf::1", "fe80::/10"],
    ["fec0::1", "fec0::/10"],
    ["ff02::1", "ff00::/8"],
  ];
  for (const [address, range] of inside) {
    it(`puts ${address} into ${range}`, () => {
      expect(rangeOf(address)).toBe(range);
    });
  }

  const outside = ["9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.0.0.1"]
    .concat(["172.15.0.1", "172.32.0.1", "192.0.0.9", "192.167.1.1", "198.17.1.1", "198.20.0.1"])
    .concat(["223.255.255.255", "8.8.8.8", "64:ff9b::808:808", "100:0:0:1::", "2001:4860::8888"])
    .concat(["2000::1", "2a00:1450::1", "3fff:1000::1", "2001:db9::1"]);
  for (const address of outside) {
    it(`leaves ${address} to its owner`, () => {
      expect(rangeOf(address)).toBeUndefined();
    });
  }
});
