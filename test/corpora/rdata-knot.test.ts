import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { hexOf, readRecords } from "../unit/dns/rdata-text.js";
import { compareWith } from "./disagreements.js";

const folder = fileURLToPath(
  new URL("../../../shared/corpora/master-files/knot-zscanner/", import.meta.url),
);

/** Where we part from Knot, by file and line, and why. */
const accepted: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  "12_TXT": {
    21: "a quoted string ends on its line, as in BIND: an unclosed quote would swallow the file",
    27: "more than 255 octets are refused, as in BIND; Knot splits them without a word",
    28: "the same, with an escape",
    37: "three quotes and a fourth further on are two strings",
  },
  "14_NS": {
    31: "any octet may be in a label (RFC 2181 §11); BIND and NSD take it too",
    32: "the same",
    37: "the same",
    38: "the same",
    39: "the same",
  },
  "18_MX": { 22: "any octet may be in a label (RFC 2181 §11)" },
  "26_SRV": { 20: "any octet may be in a label (RFC 2181 §11)" },
  "29_CERT": { 52: "Base64 may be split anywhere, as in BIND and NSD" },
  "30_KEY": { 25: "Base64 may be split anywhere, as in BIND and NSD" },
  "31_DNSKEY": { 26: "Base64 may be split anywhere, as in BIND and NSD" },
  "36_RRSIG": {
    36: "any octet may be in a label (RFC 2181 §11)",
    40: "Base64 may be split anywhere, as in BIND and NSD",
  },
  "38_DHCID": { 21: "Base64 may be split anywhere, as in BIND and NSD" },
  "42_LOC": {
    18: "beyond 90 degrees is no latitude (RFC 1876 §2), as in BIND",
    34: "a latitude of 596 degrees south is none (RFC 1876 §2), as in BIND",
    35: "the same",
  },
  "47_L64": { 20: "leading zeros of a group may be left out, as in BIND and NSD" },
  "50_CDNSKEY": { 26: "Base64 may be split anywhere, as in BIND and NSD" },
  "52_CAA": { 14: "a tag has at least one character (RFC 8659 §4.1), as in BIND and NSD" },
  "56_ZONEMD": {
    5: "a digest has at least 12 octets (RFC 8976 §2.2.4), as in BIND",
    6: "the same",
    7: "the same",
    8: "the same",
    9: "the same",
    10: "the same",
  },
  "57_SVCB": {
    14: "no-default-alpn needs alpn (RFC 9460 §7.1.1), as in BIND",
    30: "key7 is dohpath, and its value cannot be empty (RFC 9461 §5), as in BIND",
  },
  "58_HTTPS": { 9: "key7 is dohpath, and its value cannot be empty (RFC 9461 §5), as in BIND" },
  "63_DELEG": {
    5: "DELEG is a draft, on a private code here",
    6: "the same",
    7: "the same",
    8: "the same",
    9: "the same",
    10: "the same",
    11: "the same",
  },
};

/** The files on RDATA; those before 07 are on directives and owners. */
const files = existsSync(folder)
  ? readdirSync(folder)
      .filter((file) => /^(0[789]|[1-9][0-9])[-_].*\.in$/.test(file))
      .map((file) => file.slice(0, -3))
  : [];

describe.skipIf(files.length === 0)("RDATA cases of Knot (skipped where they are missing)", () => {
  it.each(files)("%s reads as Knot reads it, but for what is listed", (file) => {
    const expected = readFileSync(`${folder}${file}.out`, "latin1")
      .split("------\n")
      .filter((block) => block.trim() !== "")
      .map(verdictOf);
    const records = readRecords(readFileSync(`${folder}${file}.in`), ".");
    expect(records.length).toBe(expected.length);

    const found: Record<number, string> = {};
    for (const [i, { line, type, rdata, fault }] of records.entries()) {
      const ours = rdata === undefined ? "refused" : `${type} ${hexOf(rdata)}`;
      if (ours !== expected[i]) {
        found[line] = `we: ${fault?.message ?? ours}; Knot: ${expected[i]}`;
      }
    }
    compareWith(accepted[file] ?? {}, found);
  });
});

function verdictOf(block: string): string {
  if (/^(WARNG|ERROR)=/m.test(block)) return "refused";
  const type = /^RTYPE=(.*)$/m.exec(block)?.[1] ?? "";
  const rdata = /^RDATA=(.*)$/m.exec(block)?.[1] ?? "";
  return `${Number.parseInt(type, 16)} ${rdata.toLowerCase()}`;
}
