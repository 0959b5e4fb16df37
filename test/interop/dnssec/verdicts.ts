/** What we, and the checkers of others, say of a signed zone. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Diagnostic } from "../../../src/base/diagnostic.js";
import { ZoneChecker } from "../../../src/check/zone-checker.js";
import { zoneLines } from "../../../src/zone/printer.js";
import { memoryFiles, readZoneText } from "../../../src/zone/zone-text.js";
import { rules } from "../../../validators/registry.js";
import { programPath } from "../peers/launch.js";

export const apex = "example.com";
export const daySeconds = 86_400;
export const nowSeconds = (): number => Math.floor(Date.now() / 1000);

/** A zone with something of everything that signers treat apart. */
export const unsigned = `$ORIGIN example.com.
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
Upper.Case MX 10 MAIL.Example.COM.
a\\.b A 192.0.2.11
\\007z TXT "odd"
*.wild.deep.er TXT "x"
e.n.t.only NS ns1
e.n.t.only NS ns2.example.net.
tx TYPE65400 \\# 3 010203
`;

/** One record: `owner TTL IN TYPE RDATA`, names absolute. */
export interface Line {
  owner: string;
  ttl: string;
  type: string;
  rdata: string;
}

export function linesOf(text: string): Line[] {
  const { zone } = readZoneText(text, { apex: `${apex}.` });
  if (zone === null) throw new Error("what a signer wrote can be read");
  return [...zoneLines(zone)].map((line) => {
    const [owner = "", ttl = "", , type = "", ...rdata] = line.trimEnd().split("\t");
    return { owner, ttl, type, rdata: rdata.join("\t") };
  });
}

export const textOf = (lines: readonly Line[]): string =>
  lines.map(({ owner, ttl, type, rdata }) => `${owner}\t${ttl}\tIN\t${type}\t${rdata}\n`).join("");

/** Goes into the zone where signers are asked, not checkers: Knot's refuses what its signer signs. */
export const belowDname = "x.d A 192.0.2.4\n";

/** Whether a finding is one that a signed zone as it should be never gives. */
export function isWeighty({ code, severity }: Diagnostic): boolean {
  if (code === "below-dname") return false;
  return severity === "error" || (severity === "warning" && code.startsWith("dnssec-"));
}

export function ourVerdict(text: string, now: number): readonly Diagnostic[] {
  const files = memoryFiles({ "/zones/zone": text });
  const checker = new ZoneChecker({ files, rules, now });
  return checker.check({ path: "/zones/zone", root: "/zones" }).diagnostics;
}

/** Arguments of the tools of others, which say by their exit code what they think. */
const checkers: {
  readonly [name: string]: (path: string, now: number) => readonly string[] | undefined;
} = {
  kzonecheck: (path, now) => ["-d", "on", "-t", String(now), "-o", apex, path],
  "ldns-verify-zone": (path, now) => ["-V1", "-t", stamp(now), path],
  // It knows no other time than now.
  "dnssec-verify": (path, now) =>
    Math.abs(now - nowSeconds()) > daySeconds ? undefined : ["-q", "-o", apex, path],
};

export const presentCheckers: readonly string[] = Object.keys(checkers).filter(
  (name) => programPath(name) !== undefined,
);

const stamp = (now: number): string =>
  new Date(now * 1000).toISOString().replace(/[-:T]|\.\d+Z/g, "");

/** Names of the others that complain. */
export function othersAgainst(text: string, now: number): string[] {
  const folder = mkdtempSync(join(tmpdir(), "fivenines-dnssec-"));
  const path = join(folder, "zone");
  try {
    writeFileSync(path, text);
    return presentCheckers.filter((name) => {
      const args = checkers[name]!(path, now);
      return args !== undefined && spawnSync(programPath(name)!, args).status !== 0;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
