import { describe, expect, it } from "vitest";
import { listeningAt } from "../../../../src/provider/powerdns/listening.js";

function at(address: string, port: string, api: readonly string[]): string[] {
  const settings = new Map([
    ["local-address", address],
    ["local-port", port],
  ]);
  return listeningAt(settings, api).map((one) => one.name);
}

describe("where PowerDNS answers", () => {
  it.each([
    [
      "addresses of its own",
      "192.0.2.53, 2001:db8::53",
      "53",
      ["192.0.2.1"],
      ["192.0.2.53:53", "[2001:db8::53]:53"],
    ],
    [
      "ports of their own",
      "192.0.2.53:5300 [2001:db8::53]:5301",
      "53",
      ["192.0.2.1"],
      ["192.0.2.53:5300", "[2001:db8::53]:5301"],
    ],
    [
      "everywhere: where its API is",
      "0.0.0.0, ::",
      "5353",
      ["192.0.2.1", "2001:db8::1"],
      ["192.0.2.1:5353", "[2001:db8::1]:5353"],
    ],
    ["loopback, API on loopback", "127.0.0.1", "5353", ["127.0.0.1"], ["127.0.0.1:5353"]],
    ["loopback, API elsewhere: not to be reached", "127.0.0.1", "53", ["192.0.2.1"], []],
    ["twice the same", "192.0.2.53,192.0.2.53", "53", ["192.0.2.1"], ["192.0.2.53:53"]],
    ["nonsense", "nowhere, 999.1.1.1", "70000", ["192.0.2.1"], []],
    ["nothing", "", "", ["192.0.2.1"], []],
  ])("%s", (_, address, port, api, expected) => {
    expect(at(address, port, api)).toEqual(expected);
  });
});
