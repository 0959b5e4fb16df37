/**
 * Small zones with one or two random records too many, given to every checker that is installed:
 * where any of them complains, so do we, but for what is listed. The seed is fixed; give another one
 * in CHECKERS_SEED.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ZoneChecker } from "../../src/check/zone-checker.js";
import { lowerNameFromText } from "../../src/dns/name-text.js";
import { diskFiles } from "../../src/zone/disk.js";
import { rules } from "../../validators/registry.js";
import { SeededRandom } from "../fuzz/zone-random.js";
import { complaint, isInstalled, tools } from "./checkers/tools.js";

const seed = Number(process.env.CHECKERS_SEED ?? 20261122);
const zoneCount = 80;
const now = Date.UTC(2026, 10, 22) / 1000;
const apex = "example.com";

/** Complaints that we do not share, or only as a notice. */
const accepted: { readonly [tool: string]: readonly RegExp[] } = {
  // An address at a name with an underscore works; it is a notice here.
  "named-checkzone": [/bad owner name \(check-names\)/],
  "pdnsutil check-zone": [
    /is not a valid hostname/,
    // A wildcard may stand for `_443._tcp.www`.
    /No record for 'com' exists, but a TLSA record for '\*/,
  ],
  validns: [
    // It is older than these types.
    /unsupported rdtype/,
    // Any octet may be in a label (RFC 2181 §11).
    /record name (expected|is not valid)/,
    // It says so of a TLSA record at a wildcard, too.
    /not a proper prefixed DNS domain name/,
  ],
};

const owners = [
  ...["@", "a", "b", "a.b", "*", "*.b", "x.*.b", "sub", "w.sub", "c", "c.c", "under_score"],
  ...["_sip._tcp", "_443._tcp.a", "_443._tcp.nohost"],
];
const targets = [
  "a",
  "b",
  "c",
  "sub",
  "w.sub",
  "a.b",
  "@",
  "nope",
  "ns1",
  "192.0.2.1",
  "x.example.net.",
];
const digest = (random: SeededRandom, octets: number) => "ab".repeat(octets - random.below(2));

const data: readonly ((random: SeededRandom) => string)[] = [
  (random) => `A 192.0.2.${1 + random.below(9)}`,
  (random) => `AAAA 2001:db8::${1 + random.below(9)}`,
  (random) => `CNAME ${random.pick(targets)}`,
  (random) => `DNAME ${random.pick(targets)}`,
  (random) => `NS ${random.pick(targets)}`,
  (random) => `MX ${random.below(20)} ${random.pick(targets)}`,
  (random) => `TXT "text ${random.below(3)}"`,
  (random) => `SRV 0 0 ${random.below(3)} ${random.pick(targets)}`,
  (random) => `PTR ${random.pick(targets)}`,
  (random) => `DS 1 13 2 ${digest(random, 32)}`,
  (random) => `RP ${random.pick(targets)} ${random.pick(targets)}`,
  (random) => `SSHFP 1 1 ${digest(random, 20)}`,
  (random) => `TLSA 3 1 1 ${digest(random, 32)}`,
  (random) => `HTTPS ${random.below(3)} ${random.pick([".", ...targets])}`,
  () => 'CAA 0 issue "ca.example.net"',
  () => 'SPF "v=spf1 -all"',
  () => "SOA ns1 hostmaster.example.net. 2 14400 3600 1209600 3600",
];

function randomZone(random: SeededRandom): string {
  const lines = [
    "$ORIGIN example.com.",
    "$TTL 3600",
    "@ SOA ns1 hostmaster.example.net. 2026112201 14400 3600 1209600 3600",
    "@ NS ns1",
    "@ NS ns2.example.net.",
    "ns1 A 192.0.2.53",
  ];
  for (let i = 0; i <= random.below(3); i++) {
    const ttl = random.pick(["", "", "", "60 "]);
    lines.push(`${random.pick(owners)} ${ttl}${random.pick(data)(random)}`);
  }
  return `${lines.join("\n")}\n`;
}

const present = tools.filter((tool) => isInstalled(tool));
const absent = tools.filter((tool) => !isInstalled(tool)).map(({ name }) => name);

describe("random zones", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "fivenines-random-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const skipped = absent.length === 0 ? "" : ` (without ${absent.join(", ")}: not installed)`;
  test.skipIf(present.length === 0)(
    `of which any checker complains are complained of here${skipped}`,
    async () => {
      const random = new SeededRandom(seed);
      const checker = new ZoneChecker({ files: diskFiles, rules, now });
      const wire = lowerNameFromText(apex);
      if (wire === undefined) throw new Error("no apex");
      let complained = 0;
      for (let i = 0; i < zoneCount; i++) {
        const path = join(folder, `${apex}.zone`);
        const text = randomZone(random);
        writeFileSync(path, text);
        const { diagnostics } = checker.check({ path, root: folder, apex: wire });
        const ours = diagnostics.filter(({ severity }) => severity !== "notice").length;
        const said = await Promise.all(
          present.map(async (tool) => {
            const lines = (await complaint(tool, { path, apex, now }))?.split("\n") ?? [];
            const fine = accepted[tool.name] ?? [];
            const left = lines.filter((line) => !fine.some((pattern) => pattern.test(line)));
            return left.map((line) => `${tool.name}: ${line}`);
          }),
        );
        const theirs = said.flat();
        if (theirs.length > 0) complained++;
        if (ours === 0) expect({ seed, i, text, theirs }).toEqual({ seed, i, text, theirs: [] });
      }
      expect(complained).toBeGreaterThan(zoneCount / 4);
    },
    60_000,
  );
});
