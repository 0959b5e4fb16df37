import { describe, expect, it } from "vitest";
import { compileMap } from "../../../src/geo/compile-map.js";
import { openGeoDatabase } from "../../../src/geo/geo-database.js";
import { lookUpMap } from "../../../src/geo/geo-map.js";
import { mmdbEnd, mmdbMetadata, writeMmdb, writeNode } from "../../mmdb-writer.js";
import { processorMs } from "../../processor-time.js";

const separator = Buffer.alloc(16);

/** A database of these nodes and this data; records are as in the file. */
function database(
  nodes: readonly (readonly [left: number, right: number])[],
  data: Uint8Array = new Uint8Array(0),
  metadata = mmdbMetadata(nodes.length, {}),
): Uint8Array {
  const tree = Buffer.alloc(nodes.length * 6);
  for (const [node, [left, right]] of nodes.entries()) writeNode(tree, node, left, right, 24);
  return Buffer.concat([tree, separator, data, mmdbEnd(metadata)]);
}

function fault(bytes: Uint8Array): string {
  const opened = openGeoDatabase(bytes);
  return opened.kind === "fault" ? opened.message : "";
}

/** One node: on the left the data at offset 0, on the right nothing. */
function record(...data: number[]): Uint8Array {
  return database([[1 + 16, 1]], Uint8Array.from(data));
}

describe("a database that means harm", () => {
  it.each([
    ["nothing", new Uint8Array(0)],
    ["something else", new Uint8Array(300_000).fill(0xab)],
  ])("is refused: %s", (_, bytes) => {
    expect(fault(bytes)).toBe("it is no MaxMind database: its metadata are missing");
  });

  it.each([
    [{ binary_format_major_version: 3 }, "its format is version 3; 2 can be read"],
    [{ record_size: 20 }, "its records have 20 bits; 24, 28 and 32 can be read"],
    [{ record_size: "24" }, "its records have -1 bits; 24, 28 and 32 can be read"],
    [{ ip_version: 5 }, "its IP version is 5"],
    [{ node_count: 0 }, /^its tree of 0 nodes does not fit in \d+ octets$/],
    [{ node_count: 4_000_000_000 }, /^its tree of 4000000000 nodes does not fit/],
  ])("is refused for its metadata: %j", (part, message) => {
    const bytes = database([[1, 1]], undefined, { ...mmdbMetadata(1, {}), ...part });
    expect(fault(bytes)).toMatch(message);
  });

  it("was made at no time that a calendar does not have", () => {
    const metadata = mmdbMetadata(1, { builtAt: 2 ** 45, type: "a\u001b[2J\u0007" });
    const opened = openGeoDatabase(database([[1, 1]], undefined, metadata));
    expect(opened).toMatchObject({ kind: "database", database: { builtAt: 0, type: "a?[2J?" } });
  });

  it("is refused if its tree goes in circles", () => {
    expect(fault(database([[0, 1]]))).toBe("its tree goes in circles at node 0");
    const circle = database([
      [1, 3],
      [2, 3],
      [1, 3],
    ]);
    expect(fault(circle)).toBe("its tree goes in circles at node 1");
  });

  it("is refused if its tree is deeper than an address is long", () => {
    const chain = Array.from({ length: 200 }, (_, i) => [i === 199 ? 200 : i + 1, 200] as const);
    expect(fault(database(chain))).toBe("its tree is deeper than an address is long");
  });

  it("sends nobody anywhere who falls off the end of a tree", () => {
    // An IPv4 tree with 33 bits: the last node is reached by no address.
    const chain = Array.from({ length: 40 }, (_, i) => [i === 39 ? 40 : i + 1, 40] as const);
    const opened = openGeoDatabase(
      database([...chain.slice(0, 39), [40 + 16, 40]], Uint8Array.from([0xe0]), {
        ...mmdbMetadata(40, { ipVersion: 4 }),
      }),
    );
    if (opened.kind === "fault") throw new Error(opened.message);
    const words = new Int32Array(compileMap(opened.database, []).words);
    expect(lookUpMap(words, 0, new Uint8Array(4), 0, 32) >> 8).toBe(-1);
  });

  it.each([
    ["a record outside of the data", database([[5_000_000, 1]]), /outside of the data/],
    ["a record in the separator", database([[1 + 3, 1]]), /outside of the data/],
    ["a pointer to nowhere", record(0x38, 0x7f, 0xff, 0xff, 0xff), /outside of the data/],
    ["a pointer to itself", record(0x20, 0x00), /a pointer leads to a pointer/],
    ["text past the end", record(0xe1, 0x5f, 0xff, 0xff, 0xff), /a value goes past the end/],
    ["a map of sixteen million", record(0xff, 0xff, 0xff, 0xff), /outside of the data/],
    ["a type that is none", record(0xe1, 0x41, 0x78, 0x00, 0x40), /type 71 is unknown/],
    ["a key that is a number", record(0xe1, 0xa1, 0x01), /a key is no text/],
    ["a record cut off", record(0xe1), /outside of the data/],
  ])("is refused for %s", (_, bytes, message) => {
    expect(fault(bytes)).toMatch(message);
  });

  it("reads maps that refer to each other without following them for ever", () => {
    // continent: the map itself.
    const name = [...Buffer.from("continent")];
    expect(fault(record(0xe1, 0x49, ...name, 0x20, 0x00))).toBe("");
  });

  it("is given up in time if every record goes on to the end of the file", () => {
    // Maps of one map of one map …, each of which is a record of its own.
    const count = 50_000;
    const data = new Uint8Array(count * 2 + 3);
    for (let i = 0; i <= count; i++) data.set([0xe1, 0x40, 0x40], i * 2);
    const reference = (place: number) =>
      place < count ? place : count + 16 + Math.min(place - count, count) * 2;
    const nodes = Array.from(
      { length: count },
      (_, node) => [reference(node * 2 + 1), reference(node * 2 + 2)] as const,
    );
    const bytes = database(nodes, data);
    let message = "";
    const spent = processorMs(() => {
      message = fault(bytes);
    });
    expect(message).toMatch(/^there is more in its records than a file can hold/);
    expect(spent).toBeLessThan(5000);
  });

  it("never throws, whatever octet is damaged", () => {
    const whole = writeMmdb([
      ["1.0.0.0/8", { continent: { code: "EU" }, country: { iso_code: "GB" } }],
      ["2001:db8::/32", { country: { iso_code: "FR" }, subdivisions: [{ iso_code: "IDF" }] }],
    ]);
    for (let at = 0; at < whole.length; at++) {
      for (const value of [0x00, 0x20, 0xff, whole[at]! ^ 0x01]) {
        const damaged = whole.slice();
        damaged[at] = value;
        const opened = openGeoDatabase(damaged);
        if (opened.kind === "database") compileMap(opened.database, []);
        else expect(opened.message).not.toBe("");
      }
    }
  });
});
