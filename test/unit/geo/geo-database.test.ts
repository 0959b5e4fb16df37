import { type CityResponse, Reader } from "mmdb-lib";
import { describe, expect, it } from "vitest";
import { addressFromText } from "../../../src/base/ip.js";
import { compileMap } from "../../../src/geo/compile-map.js";
import { type GeoDatabase, openGeoDatabase } from "../../../src/geo/geo-database.js";
import { bitsOf, branchOf, lookUpMap, mapShortcuts, nobody } from "../../../src/geo/geo-map.js";
import { placeName, placeOf } from "../../../src/geo/place-lookup.js";
import type { Region } from "../../../src/steering/config.js";
import { type MmdbOptions, type MmdbValue, writeMmdb } from "../../mmdb-writer.js";

const names = { de: "Land", en: "Country", ru: "Страна" };
const britain = {
  city: { geoname_id: 2643743, names: { en: "London" } },
  continent: { code: "EU", geoname_id: 6255148, names: { en: "Europe" } },
  country: { geoname_id: 2635167, iso_code: "GB", names },
  location: { accuracy_radius: 10, latitude: 51.5, longitude: -0.12 },
  registered_country: { iso_code: "US", names },
  subdivisions: [
    { geoname_id: 6269131, iso_code: "ENG", names: { en: "England" } },
    { iso_code: "KEN", names: { en: "Kent" } },
  ],
};
const france = { continent: { code: "EU" }, country: { iso_code: "FR" }, traits: { x: true } };
const california = {
  continent: { code: "NA" },
  country: { iso_code: "US" },
  subdivisions: [{ iso_code: "CA" }],
};
const satellite = { continent: { code: "NA" }, registered_country: { iso_code: "US" } };

const networks: readonly (readonly [string, MmdbValue])[] = [
  ["1.0.0.0/8", britain],
  ["1.128.0.0/9", france],
  ["2.0.0.0/16", california],
  ["3.0.0.0/24", satellite],
  ["2001:db8::/32", france],
];

function open(bytes: Uint8Array): GeoDatabase {
  const opened = openGeoDatabase(bytes);
  if (opened.kind === "fault") throw new Error(opened.message);
  return opened.database;
}

function region(part: Partial<Region>): Region {
  return { continents: [], countries: [], subdivisions: [], networks: [], order: [], ...part };
}

function look(database: GeoDatabase, regions: readonly Region[], client: string) {
  const words = new Int32Array(compileMap(database, regions).words);
  const address = addressFromText(client)!;
  const found = lookUpMap(words, 0, address, 0, address.length === 4 ? 32 : 128);
  return [branchOf(found), bitsOf(found)];
}

describe("a geo database", () => {
  const formats: MmdbOptions[] = [
    { recordBits: 24 },
    { recordBits: 28, pointers: false },
    { recordBits: 32 },
    { recordBits: 28, ipVersion: 4 },
  ];

  it.each(formats)("is read in every format: %j", (format) => {
    const own = format.ipVersion === 4 ? networks.slice(0, 4) : networks;
    const database = open(writeMmdb(own, { ...format, type: "Test-City", builtAt: 1_700_000_000 }));
    expect([database.type, database.builtAt]).toEqual(["Test-City", 1_700_000_000]);
    const regions = [
      region({ continents: ["EU"] }),
      region({ countries: ["fr"] }),
      region({ subdivisions: ["US-CA"] }),
      region({ countries: ["US"] }),
    ];
    expect(look(database, regions, "1.2.3.4")).toEqual([0, 9]);
    expect(look(database, regions, "1.200.3.4")).toEqual([1, 9]);
    expect(look(database, regions, "2.0.3.4")).toEqual([2, 16]);
    expect(look(database, regions, "3.0.0.4")).toEqual([3, 24]);
    expect(look(database, regions, "3.0.1.4")).toEqual([nobody, 24]);
    expect(look(database, regions, "2001:db8::1")[0]).toBe(format.ipVersion === 4 ? nobody : 1);
  });

  it("lets the smallest region decide, and a network before every code", () => {
    const database = open(writeMmdb(networks));
    const regions = [
      region({ subdivisions: ["GB-KEN"], continents: ["NA"] }),
      region({ subdivisions: ["GB-ENG"] }),
      region({ networks: ["1.2.0.0/16", "2001:db8:1::/48"] }),
    ];
    expect(look(database, regions, "1.3.0.0")).toEqual([0, 16]);
    expect(look(database, regions, "1.2.3.4")).toEqual([2, 16]);
    expect(look(database, regions, "2.0.0.0")).toEqual([0, 16]);
    expect(look(database, regions, "2001:db8:1:2::")).toEqual([2, 48]);
    expect(look(database, regions, "2001:db8:2::")[0]).toBe(nobody);
  });

  it("merges what the policy does not tell apart", () => {
    const database = open(writeMmdb(networks));
    expect(look(database, [region({ continents: ["EU"] })], "1.200.0.0")).toEqual([0, 8]);
  });

  it("names codes that no network is in", () => {
    const database = open(writeMmdb(networks));
    const regions = [region({ countries: ["UK", "GB"], continents: ["SA"] })];
    expect(compileMap(database, regions).unknownCodes).toEqual(["continent SA", "country UK"]);
    expect(compileMap(null, regions).unknownCodes).toHaveLength(3);
  });

  it("understands flat records of other makers", () => {
    const flat: readonly (readonly [string, MmdbValue])[] = [
      ["1.0.0.0/8", { country_code: "GB", continent_code: "EU", country: "United Kingdom" }],
      ["2.0.0.0/8", { country: "US", continent: "NA" }],
      ["3.0.0.0/8", { autonomous_system_number: 64500 }],
      ["4.0.0.0/8", "GB"],
    ];
    expect(open(writeMmdb(flat)).places).toEqual([
      { continent: "", country: "", subdivisions: [] },
      { continent: "EU", country: "GB", subdivisions: [] },
      { continent: "NA", country: "US", subdivisions: [] },
    ]);
  });

  it("sees IPv4 where the file links it again", () => {
    const database = open(writeMmdb(networks, { aliases: ["2002::/16", "::ffff:0:0/96"] }));
    const regions = [region({ countries: ["FR"] })];
    expect(look(database, regions, "2002:180::")).toEqual([0, 25]);
    expect(look(database, regions, "::ffff:1.128.0.0")).toEqual([0, 105]);
  });

  it("lays a policy's networks over IPv4 alone, not over its links in IPv6", () => {
    const database = open(writeMmdb(networks, { aliases: ["2002::/16"] }));
    const regions = [region({ countries: ["FR"] }), region({ networks: ["1.128.0.0/16"] })];
    expect(look(database, regions, "1.128.0.0")).toEqual([1, 16]);
    expect(look(database, regions, "1.129.0.0")).toEqual([0, 16]);
    expect(look(database, regions, "2002:180::")).toEqual([0, 25]);
    expect(look(database, regions, "2002:181::")).toEqual([0, 25]);
  });

  it("is walked by short cuts where it is large, to the same ends", () => {
    const many: [string, MmdbValue][] = [["224.0.0.0/4", france]];
    for (let i = 0; i < 20_000; i++) {
      // Spread by the golden ratio, and of every length from 16 to 28.
      const start = (Math.imul(i, 0x9e37_79b1) >>> 0) % 0xe000_0000;
      const bits = 16 + (i % 13);
      const first = (start & (-1 << (32 - bits))) >>> 0;
      const octets = [first >>> 24, (first >>> 16) & 255, (first >>> 8) & 255, first & 255];
      many.push([`${octets.join(".")}/${bits}`, i % 3 === 0 ? britain : california]);
    }
    const regions = [region({ continents: ["EU"] }), region({ networks: ["9.9.0.0/16"] })];
    const words = new Int32Array(compileMap(open(writeMmdb(many)), regions).words);
    expect(words[mapShortcuts]).toBeGreaterThan(0);
    const plain = words.slice();
    plain[mapShortcuts] = 0;
    const address = new Uint8Array(4);
    for (let i = 0; i < 100_000; i++) {
      new DataView(address.buffer).setUint32(0, i * 42_949);
      const found = lookUpMap(words, 0, address, 0, 32);
      if (found !== lookUpMap(plain, 0, address, 0, 32)) expect(address).toBe("found alike");
    }
  });

  it("names the place of a client", () => {
    const database = open(writeMmdb(networks));
    const name = (client: string) => placeName(placeOf(database, addressFromText(client)!));
    expect(name("1.2.3.4")).toBe("GB-KEN, GB-ENG, GB, EU");
    expect(name("2001:db8::1")).toBe("FR, EU");
    expect(name("192.0.2.1")).toBe("");
  });

  it("gives what mmdb-lib gives", () => {
    const bytes = Buffer.from(writeMmdb(networks, { recordBits: 28, aliases: ["2002::/16"] }));
    const reader = new Reader<CityResponse>(bytes);
    const database = open(bytes);
    const countries = ["GB", "FR", "US"];
    const regions = countries.map((code) => region({ countries: [code] }));
    const clients = ["1.2.3.4", "1.255.0.1", "2.0.0.1", "2.1.0.1", "2001:db8::", "2002:180::"];
    for (const client of clients) {
      const told = reader.get(client)?.country?.iso_code;
      const branch = look(database, regions, client)[0]!;
      expect([client, countries[branch]]).toEqual([client, told]);
    }
    expect(reader.get("1.2.3.4")).toEqual(britain);
  });
});
