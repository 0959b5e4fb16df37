import { renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { addressFromText } from "../../../src/base/ip.js";
import { writeMmdb } from "../../mmdb-writer.js";
import { makeFolder, TestRotation } from "./test-rotation.js";

const records = "www A 192.0.2.1\nwww A 192.0.2.2\nwww A 192.0.2.3\n";
const yaml = `
steer:
  - name: www
    policy: geo
    pools:
      - { name: eu, for: { continents: [EU] }, targets: [192.0.2.1] }
      - { name: lab, for: { networks: [203.0.113.0/24] }, targets: [192.0.2.2] }
      - { name: rest, targets: [192.0.2.3] }
`;

function database(european: string): Uint8Array {
  return writeMmdb([[european, { continent: { code: "EU" } }]]);
}

/** As tools that update databases do it. */
function put(file: string, bytes: Uint8Array | string): void {
  writeFileSync(`${file}.new`, bytes);
  renameSync(`${file}.new`, file);
}

const client = (text: string) => addressFromText(text)!;

describe("the rotation, with a geo database", () => {
  it("answers by where the client is, tells it to explain, and takes a new database at a reload", () => {
    const geoDatabase = path.join(makeFolder(), "geo.mmdb");
    put(geoDatabase, database("198.51.100.0/24"));
    const test = new TestRotation({ geoDatabase });
    test.serve(records, yaml);
    const from = (address: string) => test.answer("www.example.com", "A", address).values;
    expect(from("198.51.100.7")).toEqual(["192.0.2.1"]);
    expect(from("203.0.113.9")).toEqual(["192.0.2.2"]);
    expect(from("192.0.2.77")).toEqual(["192.0.2.3"]);
    const region = (address: string) =>
      test.rotation.regionOf("example.com.", 0, "", client(address));
    expect(region("198.51.100.7")).toMatchObject({ branch: 0, bits: 24 });
    expect(test.rotation.regionOf("example.com.", 0, "nowhere", client("192.0.2.1"))).toBe(null);

    put(geoDatabase, database("192.0.2.0/24"));
    test.rotation.reload();
    expect(from("192.0.2.77")).toEqual(["192.0.2.1"]);
    expect(from("198.51.100.7")).toEqual(["192.0.2.3"]);
    expect(from("203.0.113.9")).toEqual(["192.0.2.2"]);
    expect(test.told("geo-database")).toMatchObject([{ fault: null }, { fault: null }]);
  });

  it("goes on with the old database when the new one is broken or gone", () => {
    const geoDatabase = path.join(makeFolder(), "geo.mmdb");
    put(geoDatabase, database("198.51.100.0/24"));
    const test = new TestRotation({ geoDatabase });
    test.serve(records, yaml);
    put(geoDatabase, "not a database");
    test.rotation.reload();
    test.serve(records, yaml);
    expect(test.answer("www.example.com", "A", "198.51.100.7").values).toEqual(["192.0.2.1"]);
    expect(test.told("geo-database").at(-1)?.fault).toMatch(/./);
    // The same broken file is not read again and again.
    test.rotation.reload();
    expect(test.told("geo-database")).toHaveLength(2);
  });

  it("lets networks decide alone without a database, and tells which codes lead nowhere", () => {
    const test = new TestRotation({ geoDatabase: path.join(makeFolder(), "missing.mmdb") });
    test.serve(records, yaml);
    expect(test.answer("www.example.com", "A", "203.0.113.9").values).toEqual(["192.0.2.2"]);
    expect(test.answer("www.example.com", "A", "198.51.100.7").values).toEqual(["192.0.2.3"]);
    const owner = "www.example.com.";
    expect(test.told("geo-codes-unknown")).toMatchObject([{ owner, database: "unread" }]);
    const unset = new TestRotation();
    unset.serve(records, yaml);
    expect(unset.told("geo-codes-unknown")).toMatchObject([{ owner, database: "unset" }]);
  });

  it("does not read the database for zones that need none", () => {
    const test = new TestRotation({ geoDatabase: path.join(makeFolder(), "missing.mmdb") });
    test.serve("www A 192.0.2.1\n", "steer: [{ name: www, pools: [{ targets: [192.0.2.1] }] }]");
    test.rotation.reload();
    expect(test.told("geo-database")).toEqual([]);
  });

  it("gives the memory of maps back when nobody needs them", () => {
    const test = new TestRotation();
    const before = test.store.bytesInUse;
    for (let round = 0; round < 5; round++) {
      test.serve(records, yaml);
      test.serve(records, yaml, "example.org");
      test.remove("example.org.");
    }
    test.remove();
    for (let round = 0; round < 5; round++) {
      test.store.reclaim();
      test.answer();
    }
    expect(test.store.bytesInUse).toBe(before);
  });
});
