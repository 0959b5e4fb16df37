import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { limits } from "../../src/base/limits.js";
import { lowerCase, rootName } from "../../src/dns/name.js";
import { diskFiles } from "../../src/zone/disk.js";
import { ZoneReader } from "../../src/zone/reader.js";
import type { Zone } from "../../src/zone/zone.js";
import { memoryFiles } from "../../src/zone/zone-text.js";
import { compareWith } from "./disagreements.js";

const folder = fileURLToPath(
  new URL("../../../shared/corpora/master-files/knot-zscanner", import.meta.url),
);
const present = existsSync(folder);

const anyOctet = "any octet may be in a label (RFC 2181 §11); BIND and NSD take it too";
const goesOn = "Knot stops here; we go on, to tell all faults at once";

/** Where we part from Knot, by file and line, and why. */
const accepted: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "00-0_general": {
    24: "the fault is told at the address in line 25",
    26: "the end of the entry of line 25",
    27: "parentheses may be nested, as in BIND",
  },
  "00-2_general": { 1: "line ends of DOS are taken, as in BIND and NSD" },
  "01_owner": {
    27: anyOctet,
    31: anyOctet,
    32: anyOctet,
    33: anyOctet,
    34: "the owner that is missing here was refused, and told, the line before",
    36: anyOctet,
  },
  "02_class": { 10: "CLASS1 is how RFC 3597 §5 writes IN" },
  "03_rrttl": { 7: "a TTL has 31 bits (RFC 2181 §8)" },
  "04-0_ORIGIN": { 29: goesOn },
  "04-1_ORIGIN": { 4: "a relative $ORIGIN counts from the one before, as in BIND and NSD" },
  "04-2_ORIGIN": { 4: "the same" },
  "05-0_TTL": { 8: "a TTL has 31 bits (RFC 2181 §8)" },
  "06-1_INCLUDE": { 5: "a relative origin counts from the present one, as in BIND and NSD" },
  "06-2_INCLUDE": { 5: "the same" },
  "06-6_INCLUDE": { 5: "told at its place in the included file" },
  "06-7_INCLUDE": { 5: "told at its place in the included file" },
};

const files = [
  ...["00-0_general", "00-1_general", "00-2_general", "00-3_general", "00-4_general"],
  ...["01_owner", "02_class", "03_rrttl"],
  ...Array.from({ length: 10 }, (_, i) => `04-${i}_ORIGIN`),
  ...Array.from({ length: 5 }, (_, i) => `05-${i}_TTL`),
  ...Array.from({ length: 9 }, (_, i) => `06-${i}_INCLUDE`),
];

describe.skipIf(!present)("master files of Knot (skipped where they are missing)", () => {
  it.each(files)("%s reads as Knot reads it, but for what is listed", (file) => {
    const aboutTtl = /_(rr)?ttl/i.test(file);
    const lines = readFileSync(`${folder}/${file}.in`, "latin1")
      .split("\n")
      .map((line, index) => {
        const text = line.replaceAll("@TMPDIR@", folder);
        // Each TTL gets an owner of its own: in one RRset there is one TTL.
        return aboutTtl ? text.replace(/^@/, `u${index}`) : text;
      });
    const anyRefused = /^(WARNG|ERROR)=/m.test(readFileSync(`${folder}/${file}.out`, "latin1"));
    const good = anyRefused ? lines.indexOf("; KO") : lines.length;
    const found: Record<string, string> = {};

    const faulty = new Set(read(lines).errorLines);
    lines.forEach((line, index) => {
      const isEntry = /^[^;]*\S/.test(line.replace(/;.*/, ""));
      if (!isEntry) return;
      const wanted = index > good;
      if (wanted !== faulty.has(index + 1)) found[index + 1] = wanted ? "accepted" : "refused";
    });
    const readable = lines.slice(0, good).filter((_, index) => !faulty.has(index + 1));
    const { zone, errorLines } = read([...readable, ". 1 SOA . . 1 1 1 1 1", ". 1 NS ."]);
    expect(errorLines).toEqual([]);
    if (zone === null) throw new Error("refused without a fault");
    if (aboutTtl) expect(ttlsOf(recordsIn(zone))).toEqual(ttlsOf(expectedRecords(file)));
    else expect(recordsIn(zone)).toEqual(expectedRecords(file));
    compareWith(accepted[file] ?? {}, found);
  });
});

function read(lines: readonly string[]) {
  const path = `${folder}/zone.in`;
  const memory = memoryFiles({ [path]: Buffer.from(lines.join("\n"), "latin1") });
  const reader = new ZoneReader({
    files: {
      open: (name) => (name === path ? memory : diskFiles).open(name),
      realPath: (name) => (name === path ? path : diskFiles.realPath(name)),
    },
  });
  const { zone, diagnostics } = reader.read({ path, root: folder, apex: rootName });
  // The texts are parts of zones.
  const errors = diagnostics.filter(
    ({ code, severity }) => severity === "error" && code !== "no-soa" && code !== "no-apex-ns",
  );
  return { zone, errorLines: errors.map((d) => (d.file === path ? (d.line ?? 0) : -1)) };
}

/** The TTLs that occur, those of more than 31 bits left out. */
function ttlsOf(records: readonly string[]): number[] {
  const ttls = new Set(records.map((record) => Number(record.split(" ")[1])));
  return [...ttls].filter((ttl) => ttl <= limits.ttlSecondsMax).sort((a, b) => a - b);
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

/** Every record as `owner ttl type rdata`, in hexadecimal, sorted. */
function recordsIn(zone: Zone): string[] {
  const out = new Set<string>();
  for (let o = 0; o < zone.ownerCount; o++) {
    const owner = hex(zone.names.subarray(zone.nameStart[o], zone.nameStart[o + 1]));
    for (let r = zone.ownerRrsets[o]!; r < zone.ownerRrsets[o + 1]!; r++) {
      if (zone.rrsetType[r] === 6) continue;
      for (let c = zone.rrsetRecords[r]!; c < zone.rrsetRecords[r + 1]!; c++) {
        const rdata = hex(zone.rdata.subarray(zone.rdataStart[c], zone.rdataStart[c + 1]));
        out.add(`${owner} ${zone.rrsetTtl[r]} ${zone.rrsetType[r]} ${rdata}`);
      }
    }
  }
  return [...out].sort();
}

function expectedRecords(file: string): string[] {
  const out = new Set(["00 1 2 00"]);
  for (const block of readFileSync(`${folder}/${file}.out`, "latin1").split("------\n")) {
    const match = /OWNER=(.*)\nCLASS=0001\nRRTTL=(.*)\nRTYPE=(.*)\nRDATA=(.*)/.exec(block);
    if (match === null) continue;
    const [, owner, ttl, type, rdata] = match.map((text) => text.toLowerCase());
    const folded = Buffer.from(owner!, "hex");
    lowerCase(folded, 0, folded.length);
    out.add(`${hex(folded)} ${Number.parseInt(ttl!, 16)} ${Number.parseInt(type!, 16)} ${rdata}`);
  }
  return [...out].sort();
}
