/** The databases that tests write, read by MaxMind's own library: what it says, the geo maps say. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { addressFromText } from "../../src/base/ip.js";
import { openGeoDatabase } from "../../src/geo/geo-database.js";
import { placeOf } from "../../src/geo/place-lookup.js";
import { type MmdbOptions, writeMmdb } from "../mmdb-writer.js";
import { programPath } from "./peers/launch.js";

const names = { de: "Vereinigtes Königreich", en: "United Kingdom" };
const networks = [
  ["1.0.0.0/8", { country: { iso_code: "GB", names }, continent: { code: "EU", names } }],
  ["1.128.0.0/9", { country: { iso_code: "FR" }, continent: { code: "EU" }, is_anycast: true }],
  ["2.0.0.0/16", { country: { iso_code: "US" }, location: { latitude: 37.5, longitude: 0.25 } }],
  ["2.0.3.4/32", { country: { iso_code: "CA" } }],
] as const;
const inSix = ["2001:db8::/32", { country: { iso_code: "FR" } }] as const;
const formats: MmdbOptions[] = [
  { recordBits: 24 },
  { recordBits: 28, aliases: ["2002::/16"] },
  { recordBits: 32, pointers: false },
  { recordBits: 24, ipVersion: 4 },
];
const clients = ["1.2.3.4", "1.200.0.1", "2.0.0.1", "2.0.3.4", "2.1.0.0", "9.9.9.9"];
const sixClients = ["2001:db8:1::", "2001:db9::", "2002:102:304::"];

const program = programPath("mmdblookup");
const isAbsent = program === undefined;

test("mmdblookup is installed", () => {
  // In continuous integration a missing tool must not pass for a tested one.
  if (process.env.CI === "true") expect(isAbsent).toBe(false);
  else if (isAbsent) console.warn("skipped: not installed: mmdblookup (mmdb-bin)");
});

describe.skipIf(isAbsent)("mmdblookup", () => {
  test.each(formats)("reads what the tests write, and finds the same country: %j", (format) => {
    const folder = mkdtempSync(join(tmpdir(), "fivenines-mmdb-"));
    try {
      const isFour = format.ipVersion === 4;
      const bytes = writeMmdb(isFour ? networks : [...networks, inSix], format);
      const path = join(folder, "test.mmdb");
      writeFileSync(path, bytes);
      const opened = openGeoDatabase(bytes);
      if (opened.kind === "fault") throw new Error(opened.message);
      for (const client of isFour ? clients : [...clients, ...sixClients]) {
        const country = placeOf(opened.database, addressFromText(client)!).country;
        expect([client, country]).toEqual([client, countryTold(path, client)]);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

function countryTold(path: string, client: string): string {
  const args = ["--file", path, "--ip", client, "country", "iso_code"];
  try {
    const output = execFileSync(program ?? "", args, { encoding: "utf8", stdio: "pipe" });
    return /"([A-Z]{2})" <utf8_string>/.exec(output)?.[1] ?? output;
  } catch (error) {
    const said = String((error as { stderr?: unknown }).stderr);
    // Nothing known of the address is an error to it.
    if (/Could not find an entry for this IP address/.test(said)) return "";
    throw new Error(said);
  }
}
