import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { addressFromText } from "../../src/base/ip.js";
import { lowerNameFromText } from "../../src/dns/name-text.js";
import { diskFiles } from "../../src/zone/disk.js";
import { ZoneReader } from "../../src/zone/reader.js";
import { type RecordView, recordsOf } from "../../src/zone/record-view.js";
import { projectFiles, projectRoot, readProjectFile } from "./project-files.js";

/** All records of a zone file that must be without any fault. */
function recordsIn(path: string): RecordView[] {
  const apex = lowerNameFromText(basename(path, ".zone"));
  const { zone, diagnostics } = new ZoneReader({ files: diskFiles }).read({
    path: join(projectRoot, path),
    root: join(projectRoot, dirname(path)),
    ...(apex && { apex }),
  });
  expect(diagnostics).toEqual([]);
  if (zone === null) throw new Error(`${path} gives no zone`);
  return [...recordsOf(zone)];
}

/** `192.0.2.10` as `10.2.0.192.in-addr.arpa.`, and IPv6 likewise. */
function reverseName(address: string): string {
  const octets = addressFromText(address);
  if (octets === undefined) throw new Error(`${address} is no address`);
  if (octets.length === 4) return `${[...octets].reverse().join(".")}.in-addr.arpa.`;
  const digits = [...octets].flatMap((octet) => [octet >>> 4, octet & 15]);
  return `${digits
    .reverse()
    .map((digit) => digit.toString(16))
    .join(".")}.ip6.arpa.`;
}

const zones = projectFiles("zones", /\.zone$/);
const reverseZones = [".2.0.192.in-addr.arpa.", ".8.b.d.0.1.0.0.2.ip6.arpa."];

describe("example zones", () => {
  it.each(zones)("%s is read without any fault", (path) => {
    expect(recordsIn(path).length).toBeGreaterThan(20);
  });

  it("examples/directives includes a file and generates 32 records", () => {
    const records = recordsIn("examples/directives/example.com.zone");
    expect(records.filter(({ owner }) => owner.startsWith("host-")).length).toBe(32);
    expect(records.filter(({ type }) => type === "MX").length).toBe(1);
  });

  it("need no directive that some servers do not know", () => {
    const directives = zones.flatMap((path) =>
      [...readProjectFile(path).matchAll(/^\$(?!ORIGIN|TTL)\S+/gm)].map((match) => match[0]),
    );
    expect(directives).toEqual([]);
  });

  it("have a reverse record that leads back for each address of the reverse zones", () => {
    const records = zones.flatMap(recordsIn);
    const namesOf = new Map<string, string[]>();
    for (const { owner, type, rdata } of records) {
      if (type !== "A" && type !== "AAAA") continue;
      const reverse = reverseName(rdata);
      if (!reverseZones.some((zone) => reverse.endsWith(zone))) continue;
      namesOf.set(reverse, [...(namesOf.get(reverse) ?? []), owner]);
    }
    const pointers = records.filter(({ type }) => type === "PTR");
    expect(pointers.map(({ owner }) => owner).sort()).toEqual([...namesOf.keys()].sort());
    for (const { owner, rdata } of pointers) expect(namesOf.get(owner)).toContain(rdata);
  });
});
