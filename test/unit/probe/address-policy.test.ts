import { describe, expect, it } from "vitest";
import { AddressPolicy } from "../../../src/probe/address-policy.js";

const strict = new AddressPolicy([]);

describe("the address policy of probes", () => {
  it.each([
    ["127.0.0.1", "loopback"],
    ["127.255.255.254", "loopback"],
    ["0.0.0.0", "an unspecified address"],
    ["10.1.2.3", "a private address"],
    ["172.16.0.1", "a private address"],
    ["172.31.255.255", "a private address"],
    ["192.168.0.1", "a private address"],
    ["100.64.0.1", "a shared address of carriers"],
    ["100.100.100.200", "a shared address of carriers"],
    ["169.254.1.1", "link-local"],
    ["169.254.169.254", "a metadata service"],
    ["168.63.129.16", "a metadata service"],
    ["192.0.0.192", "reserved for protocols"],
    ["198.19.255.255", "reserved for benchmarks"],
    ["224.0.0.1", "multicast"],
    ["255.255.255.255", "reserved"],
    ["::", "an unspecified address"],
    ["::1", "loopback"],
    ["fd00:ec2::254", "a private address"],
    ["fe80::1", "link-local"],
    ["ff02::1", "multicast"],
    ["2001::1", "a tunnel address (Teredo)"],
  ])("refuses %s: %s", (address, kind) => {
    expect(strict.refusalOfHost(address)).toBe(`not allowed: ${address} is ${kind}`);
  });

  it.each([
    ["::ffff:127.0.0.1", "loopback"],
    ["::127.0.0.1", "loopback"],
    ["64:ff9b::10.0.0.1", "a private address"],
    ["64:ff9b::a9fe:a9fe", "a metadata service"],
    ["2002:7f00:1::", "loopback"],
    ["2002:c0a8:101::1", "a private address"],
  ])("sees the IPv4 address inside %s", (address, kind) => {
    expect(strict.refusalOfHost(address)).toContain(`is ${kind}`);
  });

  it.each(["64:ff9b:1::1", "100::1", "5f00::1", "4000::1"])("refuses %s: no public one", (text) => {
    expect(strict.refusalOfHost(text)).toBe(`not allowed: ${text} is no public address`);
  });

  it.each([
    "1.1.1.1",
    "172.15.255.255",
    "172.32.0.0",
    "100.128.0.0",
    "11.0.0.0",
    "192.0.2.10",
    "198.51.100.20",
    "203.0.113.1",
    "2001:db8::1",
    "2606:4700::1111",
    "::ffff:1.1.1.1",
    "64:ff9b::1.1.1.1",
    "www.example.com",
  ])("lets %s through", (text) => {
    expect(strict.refusalOfHost(text)).toBeUndefined();
  });

  it("lets through what the host allows, also in an IPv6 form of it", () => {
    const policy = new AddressPolicy(["127.0.0.2", "10.0.0.0/8", "fd00::/8"]);
    for (const text of ["127.0.0.2", "10.9.8.7", "fd12::1", "::ffff:10.0.0.1"]) {
      expect(policy.refusalOfHost(text), text).toBeUndefined();
    }
    for (const text of ["127.0.0.1", "192.168.0.1", "fc00::1", "::ffff:127.0.0.1"]) {
      expect(policy.refusalOfHost(text), text).toBeDefined();
    }
  });
});
