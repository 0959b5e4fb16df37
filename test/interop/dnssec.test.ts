/**
 * Zones as BIND, Knot and ldns sign them are clean; and whatever breaks in them and their own
 * checkers notice, we notice too.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ZoneChecker } from "../../src/check/zone-checker.js";
import { zoneLines } from "../../src/zone/printer.js";
import { memoryFiles, readZoneText } from "../../src/zone/zone-text.js";
import { rules } from "../../validators/registry.js";
import { faults, type Line } from "./dnssec/faults.js";
import { isPresent, signers, signZone } from "./dnssec/signers.js";
import { programPath } from "./peers/launch.js";

const apex = "example.com";
const daySeconds = 86_400;

const unsigned = `$ORIGIN example.com.
$TTL 3600
@ SOA ns1 hostmaster 2026112201 14400 3600 1209600 3600
@ NS ns1
@ NS ns2.example.net.
@ MX 10 mail
@ TXT "v=spf1 mx -all"
@ CAA 0 issue "ca.example.net"
ns1 A 192.0.2.1
ns1 AAAA 2001:db8::1
mail A 192.0.2.2
www CNAME mail
*.w MX 10 mail
a.b.c TXT "deep"
sec NS ns.sec
sec NS ns2.example.net.
sec DS 12345 13 2 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
ns.sec A 192.0.2.7
ins NS ns.ins
ins NS ns2.example.net.
ns.ins A 192.0.2.8
x.y.ins A 192.0.2.9
d DNAME example.net.
Upper.Case A 192.0.2.3
`;

/** What the tools of others say, each by its exit code. */
const checkers: {
  readonly [name: string]: (path: string, now: number) => readonly string[] | undefined;
} = {
  kzonecheck: (path, now) => ["-d", "on", "-t", String(now), "-o", apex, path],
  "ldns-verify-zone": (path, now) => ["-V1", "-t", stamp(now), path],
  // It knows no other time than now.
  "dnssec-verify": (path, now) =>
    Math.abs(now - nowSeconds()) > daySeconds ? undefined : ["-q", "-o", apex, path],
};

const nowSeconds = (): number => Math.floor(Date.now() / 1000);
const stamp = (now: number): string =>
  new Date(now * 1000).toISOString().replace(/[-:T]|\.\d+Z/g, "");

let folder: string;
const signed = new Map<string, string>();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fivenines-dnssec-"));
  for (const signer of signers.filter(isPresent)) {
    signed.set(signer.name, signZone(signer, apex, unsigned));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Codes of what rules about signed zones say, all errors, and what `fault` names. */
function said(text: string, now: number, fault?: string): string[] {
  const files = memoryFiles({ "/zones/zone": text });
  const { diagnostics } = new ZoneChecker({ files, rules, now }).check({
    path: "/zones/zone",
    root: "/zones",
  });
  const found = diagnostics.filter(
    ({ code, severity }) =>
      severity === "error" || (isOurs(code) && severity === "warning") || code === fault,
  );
  return [...new Set(found.map(({ code }) => code))];
}

const isOurs = (code: string): boolean => code.startsWith("dnssec-") || code === "csync";

function linesOf(text: string): Line[] {
  const { zone } = readZoneText(text, { apex: `${apex}.` });
  if (zone === null) throw new Error("what a signer wrote can be read");
  return [...zoneLines(zone)].map((line) => {
    const [owner = "", ttl = "", , type = "", ...rdata] = line.trimEnd().split("\t");
    return { owner, ttl, type, rdata: rdata.join("\t") };
  });
}

const textOf = (lines: readonly Line[]): string =>
  lines.map(({ owner, ttl, type, rdata }) => `${owner}\t${ttl}\tIN\t${type}\t${rdata}\n`).join("");

const skipped = (names: readonly string[], absent: boolean): string =>
  absent ? ` (skipped: ${names.join(", ")} not installed)` : "";

describe("a zone signed by", () => {
  for (const signer of signers) {
    const absent = !isPresent(signer) && process.env.CI !== "true";
    test.skipIf(absent)(`${signer.name} is clean${skipped(signer.programs, absent)}`, () => {
      const text = signed.get(signer.name);
      expect(text, `${signer.programs.join(", ")} not installed`).toBeDefined();
      expect(said(text!, nowSeconds())).toEqual([]);
    });
  }
});

describe("a signed zone with", () => {
  for (const fault of faults) {
    const signer = signers.find(({ name }) => name === fault.signer)!;
    const absent = !isPresent(signer) && process.env.CI !== "true";
    test.skipIf(absent)(
      `${fault.what} breaks ${fault.rule}${skipped(signer.programs, absent)}`,
      () => {
        const now = nowSeconds() + (fault.days ?? 0) * daySeconds;
        const text = textOf(fault.breakIt(linesOf(signed.get(signer.name)!)));
        expect(said(text, now, fault.rule)).toContain(fault.rule);
        const path = join(folder, "zone");
        writeFileSync(path, text);
        const present = Object.keys(checkers).filter((name) => programPath(name) !== undefined);
        const complaining = present.filter((name) => {
          const args = checkers[name]!(path, now);
          return args !== undefined && spawnSync(programPath(name)!, args).status !== 0;
        });
        expect(complaining).toEqual(
          present.filter((name) => fault.peers.some((peer) => peer === name)),
        );
      },
    );
  }
});
