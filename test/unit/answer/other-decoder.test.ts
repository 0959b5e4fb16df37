/**
 * Every RRset of the example zones, asked for and decoded by `dns2`, a decoder that shares nothing
 * with this project: what it reads must be what the zone says. Continuous validation will rest on
 * the same decoder.
 */
import { readdirSync } from "node:fs";
import { Packet } from "dns2";
import { describe, expect, it } from "vitest";
import { nameToText } from "../../../src/dns/name-text.js";
import { recordTypeOf, typeName } from "../../../src/dns/rr/registry.js";
import { diskFiles } from "../../../src/zone/disk.js";
import { copyZone, ZoneReader } from "../../../src/zone/reader.js";
import type { Zone } from "../../../src/zone/zone.js";
import { exchange, makeAnswerer } from "../../answerer.js";
import { queryBytes } from "../../query.js";

/** RDATA of the types that dns2 decodes, from its fields, in presentation form without quotes. */
const texts: Readonly<Record<string, (record: Record<string, unknown>) => string>> = {
  A: ({ address }) => `${address}`,
  NS: ({ ns }) => `${ns}.`,
  CNAME: ({ domain }) => `${domain}.`,
  PTR: ({ domain }) => `${domain}.`,
  MX: ({ priority, exchange: host }) => `${priority} ${host}.`,
  SOA: ({ primary, admin, serial, refresh, retry, expiration, minimum }) =>
    `${primary}. ${admin}. ${serial} ${refresh} ${retry} ${expiration} ${minimum}`,
  SRV: ({ priority, weight, port, target }) => `${priority} ${weight} ${port} ${target}.`,
};

function readExample(file: string): Zone {
  const reader = new ZoneReader({ files: diskFiles });
  const { zone } = reader.read({ path: `zones/${file}`, root: "zones" });
  if (zone === null) throw new Error(`${file} does not load`);
  return copyZone(zone);
}

const files = readdirSync("zones").filter((file) => file.endsWith(".zone"));
const zones = files.map(readExample);
const answerer = makeAnswerer(zones);

/** RRsets of a zone as [owner, type, RRset]. */
function* rrsetsOf(zone: Zone): Generator<[string, number, number]> {
  for (let owner = 0; owner < zone.ownerCount; owner++)
    for (let r = zone.ownerRrsets[owner]!; r < zone.ownerRrsets[owner + 1]!; r++)
      yield [nameToText(zone.names, zone.nameStart[owner]!), zone.rrsetType[r]!, r];
}

function recordsOf(zone: Zone, rrset: number): string[] {
  const row = recordTypeOf(zone.rrsetType[rrset]!);
  const records: string[] = [];
  for (let c = zone.rrsetRecords[rrset]!; c < zone.rrsetRecords[rrset + 1]!; c++)
    records.push(row.print(zone.rdata, zone.rdataStart[c]!, zone.rdataStart[c + 1]!));
  return records.sort();
}

describe.each(files.map((file, i) => [file, zones[i]!] as const))("%s", (_, zone) => {
  it("is what dns2 reads in the answers", () => {
    let compared = 0;
    for (const [owner, type, rrset] of rrsetsOf(zone)) {
      const text = texts[typeName(type)];
      const response = exchange(answerer, queryBytes(owner, type), { via: "tcp" });
      if (text === undefined || response === null) continue;
      const packet = Packet.parse(Buffer.from(response));
      // Not the zone's own to answer: data below a cut, or the cut's NS.
      if (packet.header.aa === 0) continue;
      const first = packet.answers.filter((record) => record.type === type);
      expect(first.map((record) => text({ ...record })).sort(), owner).toEqual(
        recordsOf(zone, rrset),
      );
      for (const record of first) {
        expect(`${record.name}.`).toBe(owner);
        expect(record.ttl).toBe(zone.rrsetTtl[rrset]);
      }
      compared++;
    }
    expect(compared).toBeGreaterThan(5);
  });
});
