import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ZoneChecker } from "../../../../src/check/zone-checker.js";
import { memoryFiles } from "../../../../src/zone/zone-text.js";
import { mailRules } from "../../../../validators/mail/mail.js";
import { processorMs } from "../../../processor-time.js";

const seed = Number(process.env.SEED ?? Date.now() % 0x7fff_ffff);
const numRuns = Number(process.env.RUNS ?? 200);
/** Far more than it takes, far less than work that grows with the square of the input. */
const timeMs = 10_000;
const head = "$TTL 60\n$ORIGIN example.com.\n@ SOA ns hostmaster 1 2 3 4 5\n@ NS ns.example.net.\n";

/** Counts of each code, and that it did not take for ever. */
function check(records: readonly string[]): Record<string, number> {
  const files = memoryFiles({ zone: Buffer.from(head + records.join("\n"), "latin1") });
  const checker = new ZoneChecker({ files, rules: mailRules, now: 0 });
  const counts: Record<string, number> = {};
  const took = processorMs(() => {
    const { diagnostics } = checker.check({ path: "zone", root: "" });
    for (const { code } of diagnostics) counts[code] = (counts[code] ?? 0) + 1;
  });
  expect(took).toBeLessThan(timeMs);
  return counts;
}

/** A text of any length, as strings of at most 255 octets. */
function strings(text: string): string {
  return text.replace(/[\x20-\x7e]{1,250}/g, '"$&" ');
}

describe("rules about mail, with zones made to hold them up", () => {
  it("count an SPF record of thousands of terms as far as it needs", () => {
    const counts = check([`@ TXT ${strings(`v=spf1 ${"mx ".repeat(20_000)}-all`)}`]);
    expect(counts["spf-lookups"]).toBe(1);
  });

  it("follow a chain of ten thousand includes from each of its links", () => {
    const chain = Array.from({ length: 10_000 }, (_, i) => {
      const next = i === 9_999 ? "" : `include:n${i + 1}.example.com `;
      return `n${i} TXT "v=spf1 ${next}-all"`;
    });
    // Of each rule, as many are shown as for any zone, and a note that there are more.
    expect(check(chain)).toEqual({ "spf-lookups": 101 });
  });

  it("walk through records that include each other by powers of ten", () => {
    const levels = Array.from({ length: 200 }, (_, i) => {
      const next = `include:n${i + 1}.example.com `.repeat(10);
      return `n${i} TXT ${strings(`v=spf1 ${i === 199 ? "" : next}-all`)}`;
    });
    expect(check(levels)).toEqual({ "spf-lookups": 101 });
  });

  it("include a record of thousands of networks from thousands of names", () => {
    const networks = Array.from({ length: 3000 }, (_, i) => `ip4:10.0.${i >> 8}.${i & 255}`);
    const big = `big TXT ${strings(`v=spf1 ${networks.join(" ")} -all`)}`;
    const includes = Array.from(
      { length: 5000 },
      (_, i) => `n${i} TXT "v=spf1 include:big.example.com -all"`,
    );
    expect(check([big, ...includes])).toEqual({ "spf-size": 1 });
  });

  it("look at thousands of policies at one name", () => {
    const policies = Array.from({ length: 3000 }, (_, i) => `@ TXT "v=spf1 ip4:10.0.0.${i}x"`);
    const dmarc = Array.from({ length: 3000 }, (_, i) => `_dmarc TXT "v=DMARC1; p=none; fo=${i}"`);
    const counts = check([...policies, ...dmarc]);
    expect(counts["spf-several"]).toBe(101);
    expect(counts["dmarc-several"]).toBe(101);
  });

  it("take texts of 64 KB for what they are", () => {
    const long = (start: string, part: string) =>
      strings(start + part.repeat(Math.floor(64_000 / part.length)));
    const counts = check([
      `a._domainkey TXT ${long("v=DKIM1; p=", "A")}`,
      `b._domainkey TXT ${long("k=ed25519; p=", "AAAA")}`,
      `_dmarc TXT ${long("v=DMARC1; rua=", "mailto:a@b.example,")}`,
      `_mta-sts TXT ${long("v=STSv1; id=", "a")}`,
      `default._bimi TXT ${long("v=BIMI1; l=https://a.example/", "a.")}`,
      `_smtp._tls TXT ${long("v=TLSRPTv1; rua=", "https:")}`,
      `t TXT ${long("", "-----BEGIN ")}`,
      `u TXT ${long("", "password")}`,
      `w TXT ${long("", "xox")}`,
    ]);
    expect(counts["dkim-syntax"]).toBe(2);
    expect(counts["text-secret"]).toBeUndefined();
  });

  it(`never throw, whatever is written where mail looks (SEED=${seed})`, () => {
    const owner = fc.constantFrom(
      ...["@", "n", "*", "_dmarc", "_dmarc.n", "s._domainkey", "*._domainkey", "_mta-sts.n"],
      ...["_smtp._tls", "x._bimi", "n._report._dmarc", "*._er", "_er"],
    );
    const start = fc.constantFrom(
      "v=spf1 ",
      "v=DMARC1;",
      "v=DKIM1;",
      "v=STSv1;",
      "v=TLSRPTv1;",
      "",
    );
    const piece = fc.oneof(
      fc.constantFrom(
        "include:",
        "redirect=",
        "n.example.com",
        "%{d}",
        "mailto:",
        "@",
        ",",
        ";",
        "=",
      ),
      fc.constantFrom(
        "p=",
        "k=",
        "rua=",
        "l=",
        "id=",
        "https://",
        " ",
        "-all",
        "MIIBCgKCAQEA",
        "none",
      ),
      fc.string({ unit: "binary", maxLength: 4 }),
    );
    const record = fc
      .tuple(owner, start, fc.array(piece, { maxLength: 12 }))
      .map(([name, head, pieces]) => `${name} TXT ${octets(head + pieces.join(""))}`);
    const others = fc.constantFrom(
      "@ MX 0 .",
      "n MX 1 n",
      "@ A 192.0.2.1",
      "n RP . n",
      "s CNAME s",
    );
    const zone = fc.array(fc.oneof({ weight: 4, arbitrary: record }, others), { maxLength: 12 });
    fc.assert(
      fc.property(zone, (records) => {
        for (const code of Object.keys(check(records))) expect(code).toMatch(/^[a-z0-9-]+$/);
      }),
      { seed, numRuns },
    );
  });
});

/** A text as strings whose every octet is escaped. */
function octets(text: string): string {
  const bytes = [...Buffer.from(text, "utf8")].map((octet) => `\\${`${octet}`.padStart(3, "0")}`);
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 250) parts.push(bytes.slice(at, at + 250).join(""));
  return parts.map((part) => `"${part}"`).join(" ") || '""';
}
