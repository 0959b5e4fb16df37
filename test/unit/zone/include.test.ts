import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lowerNameFromText } from "../../../src/dns/name-text.js";
import { diskFiles } from "../../../src/zone/disk.js";
import { ZoneReader } from "../../../src/zone/reader.js";
import { recordsOf } from "../../../src/zone/record-view.js";
import { readZoneText } from "../../../src/zone/zone-text.js";

const head = "$TTL 60\n@ SOA ns hostmaster 7 7200 3600 1209600 300\n@ NS ns.example.net.\n";

function read(body: string, includes: { [path: string]: string } = {}) {
  const { zone, diagnostics } = readZoneText(head + body, { apex: "example.com", includes });
  const records = zone === null ? [] : [...recordsOf(zone)].slice(2);
  return { records, codes: diagnostics.map((d) => d.code), diagnostics };
}

describe("$INCLUDE", () => {
  test("gives the file an origin of its own and restores origin, owner and $TTL behind it", () => {
    const { records, codes } = read("a TXT 1\n$INCLUDE inc sub\nb TXT 2\n", {
      "/zones/inc": "$TTL 9\nx TXT 3\n$ORIGIN deep\ny TXT 4\n",
    });
    expect(codes).toEqual([]);
    expect(records.map((r) => `${r.owner} ${r.ttlSeconds}`)).toEqual([
      "a.example.com. 60",
      "x.sub.example.com. 9",
      "y.deep.sub.example.com. 9",
      "b.example.com. 60",
    ]);
    expect(records.map((r) => `${r.file}:${r.line}`)).toEqual([
      "/zones/zone:4",
      "/zones/inc:2",
      "/zones/inc:4",
      "/zones/zone:6",
    ]);
  });

  test("counts a relative path from the including file's folder, then from the zones folder", () => {
    const { records } = read("$INCLUDE parts/one\n", {
      "/zones/parts/one": "$INCLUDE two\n$INCLUDE three\n",
      "/zones/parts/two": "near TXT x\n",
      "/zones/three": "root TXT x\n",
      "/zones/two": "wrong TXT x\n",
    });
    expect(records.map((r) => r.owner)).toEqual(["near.example.com.", "root.example.com."]);
  });

  test("takes quoted paths and escapes", () => {
    const { records } = read('$include "a b" ; comment\n$INCLUDE \\099\n', {
      "/zones/a b": "a TXT x\n",
      "/zones/c": "c TXT x",
    });
    expect(records.map((r) => r.owner)).toEqual(["a.example.com.", "c.example.com."]);
  });

  test("tells faults at their place in the included file", () => {
    const { diagnostics } = read("$INCLUDE inc\n", { "/zones/inc": "\nx A 1\n" });
    expect(diagnostics).toMatchObject([{ file: "/zones/inc", line: 2, severity: "error" }]);
  });

  test("warns when the file begins with the owner of the one that includes it", () => {
    expect(read("a TXT 1\n$INCLUDE inc\n", { "/zones/inc": " TXT x\n" }).codes).toEqual([
      "inherited-owner",
    ]);
  });

  test("may hold the whole zone", () => {
    const { zone, diagnostics } = readZoneText("$INCLUDE inc\n", {
      apex: "example.com",
      includes: { "/zones/inc": head },
    });
    expect(diagnostics).toEqual([]);
    expect(zone?.recordCount).toBe(2);
  });

  test("refuses what is missing, outside, a circle, too deep or too much", () => {
    expect(read("$INCLUDE none\n").codes).toEqual(["bad-include"]);
    expect(read("$INCLUDE\n").codes).toEqual(["bad-directive"]);
    expect(read("$INCLUDE inc a..b\n", { "/zones/inc": "" }).codes).toEqual(["empty-label"]);
    expect(read("$INCLUDE ../etc/x\n", { "/etc/x": "" }).codes).toEqual(["bad-include"]);
    expect(read("$INCLUDE zone\n").codes).toEqual(["include-loop"]);
    expect(
      read("$INCLUDE a\n", { "/zones/a": "$INCLUDE b\n", "/zones/b": "$INCLUDE a\n" }).codes,
    ).toEqual(["include-loop"]);
    const deep: { [path: string]: string } = {};
    for (let i = 0; i < 20; i++) deep[`/zones/d${i}`] = `$INCLUDE d${i + 1}\n`;
    expect(read("$INCLUDE d0\n", deep).codes).toEqual(["too-many-includes"]);
    const wide: { [path: string]: string } = {};
    for (let i = 0; i < 12; i++)
      wide[`/zones/w${i}`] = `$INCLUDE w${i + 1}\n$INCLUDE w${i + 1}\n$INCLUDE w${i + 1}\n`;
    wide["/zones/w12"] = "x TXT x\n";
    expect(read("$INCLUDE w0\n", wide).codes).toEqual(["too-many-includes"]);
  });
});

describe("on disk", () => {
  let folder = "";
  const apex = lowerNameFromText("example.com");
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "fivenines-zone-"));
    mkdirSync(join(folder, "zones"));
    writeFileSync(join(folder, "secret"), "x TXT secret\n");
    symlinkSync(join(folder, "secret"), join(folder, "zones", "link"));
    writeFileSync(join(folder, "zones", "inc"), "x TXT x\n");
    symlinkSync("inc", join(folder, "zones", "good-link"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function readFile(body: string) {
    const path = join(folder, "zones", "example.com.zone");
    writeFileSync(path, head + body);
    const reader = new ZoneReader({ files: diskFiles, windowBytes: 64 });
    return reader.read({
      path,
      root: join(folder, "zones"),
      ...(apex === undefined ? {} : { apex }),
    });
  }

  test("a symbolic link is followed inside the zones folder and refused out of it", () => {
    expect(readFile("$INCLUDE good-link\n").zone?.recordCount).toBe(3);
    const { zone, diagnostics } = readFile("$INCLUDE link\n");
    expect(zone).toBeNull();
    expect(diagnostics).toMatchObject([{ code: "bad-include", line: 4 }]);
    expect(diagnostics[0]?.message).toContain("outside the zones folder");
  });

  test("a folder or a missing file is a diagnostic", () => {
    expect(readFile("$INCLUDE .\n").diagnostics[0]?.code).toBe("bad-include");
    expect(readFile(`$INCLUDE ${folder}/zones\n`).diagnostics[0]?.code).toBe("bad-include");
    const reader = new ZoneReader({ files: diskFiles });
    const { diagnostics, files } = reader.read({ path: join(folder, "none.zone"), root: folder });
    expect(diagnostics).toMatchObject([{ code: "file-unreadable", severity: "error" }]);
    expect(files).toEqual([]);
  });

  test("fingerprints are told of every file, and of one that is missing one that equals nothing", () => {
    const { files } = readFile("$INCLUDE inc\n$INCLUDE none\n");
    expect(files.map((f) => f.path.slice(folder.length))).toEqual([
      "/zones/example.com.zone",
      "/zones/inc",
      "/zones/none",
    ]);
    expect(files[1]).toMatchObject({ sizeBytes: 8 });
    expect(files[2]?.modifiedMs).toBeNaN();
  });
});
