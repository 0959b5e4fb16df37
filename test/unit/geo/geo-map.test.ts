import { describe, expect, it } from "vitest";
import { addressFromText } from "../../../src/base/ip.js";
import { compileMap } from "../../../src/geo/compile-map.js";
import { bitsOf, branchOf, lookUpMap, nobody } from "../../../src/geo/geo-map.js";
import type { Region } from "../../../src/steering/config.js";

function networks(...list: string[]): Region {
  return { continents: [], countries: [], subdivisions: [], networks: list, order: [] };
}

/** Branch and deciding bits for a client. */
function look(regions: readonly Region[], client: string): readonly [number, number] {
  // Anywhere but at the start of either memory.
  const map = new Int32Array(compileMap(null, regions).words);
  const words = new Int32Array(map.length + 5).fill(7);
  words.set(map, 5);
  const address = addressFromText(client)!;
  const memory = new Uint8Array(address.length + 3).fill(0xff);
  memory.set(address, 3);
  const found = lookUpMap(words, 5, memory, 3, address.length === 4 ? 32 : 128);
  return [branchOf(found), bitsOf(found)];
}

describe("a geo map of networks", () => {
  it("gives the longest match, and the bits that decided", () => {
    const regions = [networks("10.0.0.0/8"), networks("10.64.0.0/10", "192.0.2.1")];
    expect(look(regions, "10.1.2.3")).toEqual([0, 10]);
    expect(look(regions, "10.64.2.3")).toEqual([1, 10]);
    expect(look(regions, "10.128.2.3")).toEqual([0, 9]);
    expect(look(regions, "192.0.2.1")).toEqual([1, 32]);
    expect(look(regions, "192.0.2.0")).toEqual([nobody, 32]);
    expect(look(regions, "128.0.0.0")).toEqual([nobody, 2]);
  });

  it("needs no bit where all clients are alike", () => {
    expect(look([], "192.0.2.1")).toEqual([nobody, 0]);
    expect(look([networks("0.0.0.0/0")], "192.0.2.1")).toEqual([0, 0]);
    expect(look([networks("0.0.0.0/1", "128.0.0.0/1")], "192.0.2.1")).toEqual([0, 0]);
    expect(look([networks("::/0")], "192.0.2.1")).toEqual([nobody, 0]);
  });

  it("merges neighbours that end alike", () => {
    const regions = [networks("10.0.0.0/9", "10.128.0.0/10", "10.192.0.0/10")];
    expect(look(regions, "10.200.0.0")).toEqual([0, 8]);
    const overlaid = [networks("10.0.0.0/8", "10.1.1.0/24", "11.0.0.0/8"), networks("10.1.0.0/16")];
    expect(look(overlaid, "10.1.1.0")).toEqual([0, 24]);
    expect(look(overlaid, "11.1.1.0")).toEqual([0, 8]);
  });

  it("knows IPv6, and takes mapped networks for IPv4", () => {
    const regions = [networks("2001:db8::/32"), networks("::ffff:192.0.2.0/120")];
    expect(look(regions, "2001:db8::1")).toEqual([0, 32]);
    expect(look(regions, "2001:db9::1")).toEqual([nobody, 32]);
    expect(look(regions, "192.0.2.77")).toEqual([1, 24]);
    expect(look(regions, "::ffff:192.0.2.77")).toEqual([1, 120]);
  });

  it("gives a network that two regions name to the first", () => {
    expect(look([networks("10.0.0.0/8"), networks("10.0.0.0/8")], "10.0.0.1")).toEqual([0, 8]);
  });
});
