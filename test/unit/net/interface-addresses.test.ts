import { describe, expect, it } from "vitest";
import { expandWildcard } from "../../../src/net/interface-addresses.js";
import { listenAddressFromText } from "../../../src/net/listen-address.js";

describe("expanding a wildcard", () => {
  const face = { netmask: "", mac: "", internal: false, cidr: null };
  const interfaces = {
    lo: [{ ...face, family: "IPv4", address: "127.0.0.1" } as const],
    eth0: [
      { ...face, family: "IPv4", address: "192.0.2.7" } as const,
      { ...face, family: "IPv6", address: "fe80::1", scopeid: 2 } as const,
      { ...face, family: "IPv6", address: "2001:db8::7", scopeid: 0 } as const,
    ],
  };
  it("gives the addresses of one family, link-local ones with their interface", () => {
    const hosts = (text: string) =>
      expandWildcard(listenAddressFromText(text)!, interfaces).map(({ host }) => host);
    expect(hosts("0.0.0.0:53")).toEqual(["127.0.0.1", "192.0.2.7"]);
    expect(hosts("[::]:53")).toEqual(["fe80::1%eth0", "2001:db8::7"]);
    expect(hosts("192.0.2.9:53")).toEqual(["192.0.2.9"]);
  });
});
