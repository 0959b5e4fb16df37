import { describe, expect, it } from "vitest";
import { nameFromText } from "../../../src/dns/name-text.js";
import { NameSuffixes } from "../../../validators/resilience/name-suffixes.js";

const suffixes = new NameSuffixes([
  ["cloud.example.", "short"],
  ["eu.cloud.example.", "long"],
  ["pages.example.net.", "pages"],
]);

function find(text: string): string | undefined {
  const name = nameFromText(text)!;
  // In the middle of other octets, as in RDATA.
  const bytes = new Uint8Array(name.length + 9).fill(0x65);
  bytes.set(name, 4);
  return suffixes.find(bytes, 4, 4 + name.length);
}

describe("suffixes of names", () => {
  it("are found at the boundaries of labels, the longest first, in any case", () => {
    expect(find("www.cloud.example.")).toBe("short");
    expect(find("cloud.example.")).toBe("short");
    expect(find("WWW.EU.Cloud.EXAMPLE.")).toBe("long");
    expect(find("a.b.pages.example.net.")).toBe("pages");
  });

  it("are not found in the middle of one, or elsewhere", () => {
    for (const name of ["mycloud.example.", "cloud.example.net.", "example.", ".", "x.y.zample."]) {
      expect(find(name), name).toBeUndefined();
    }
  });
});
