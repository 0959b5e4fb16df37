import { describe, expect, it } from "vitest";
import { ZoneChecker } from "../../../src/check/zone-checker.js";
import { keyTag } from "../../../src/dnssec/dnskey.js";
import { memoryFiles } from "../../../src/zone/zone-text.js";
import { dnssecRules } from "../../../validators/dnssec/dnssec.js";
import { processorMs } from "../../processor-time.js";

const head = `$ORIGIN example.com.
$TTL 3600
@ SOA ns1.example.net. hostmaster 1 14400 3600 1209600 3600
@ NS ns1.example.net.
`;

function check(text: string): { codes: string[]; ms: number } {
  const files = memoryFiles({ "/zones/zone": head + text });
  const checker = new ZoneChecker({ files, rules: dnssecRules, now: 1_795_305_600 });
  let codes: string[] = [];
  const ms = processorMs(() => {
    const { diagnostics } = checker.check({ path: "/zones/zone", root: "/zones" });
    codes = diagnostics.map(({ code }) => code);
  });
  return { codes, ms };
}

/** Park and Miller's generator: the same octets in each run. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 0x7fff_ffff;
    return state % below;
  };
}

const signature = "20261222000000 20261101000000 1 example.com. AAAA";

describe("rules about signed zones", () => {
  it("say nothing of a zone that is not signed", () => {
    expect(check("www A 192.0.2.1\nsub NS ns1.example.net.").codes).toEqual([]);
  });

  it("end quickly when an owner has thousands of types with a signature each", () => {
    const types = Array.from({ length: 20_000 }, (_, i) => 1000 + i).filter(
      (type) => type < 32_000,
    );
    const lines = types.flatMap((type) => [
      `x TYPE${type} \\# 1 00`,
      `x RRSIG TYPE${type} 15 3 3600 ${signature}`,
    ]);
    const key = "@ DNSKEY 257 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=\n";
    const { codes, ms } = check(key + lines.join("\n"));
    expect(codes).toContain("dnssec-rrsig-orphan");
    expect(ms).toBeLessThan(5000);
  });

  it("try few keys of those that share a tag, and few signatures of an RRset", () => {
    // Octets at even places weigh alike in the checksum, so swapping two keeps the tag.
    const key = (i: number): string => {
      const octets = new Uint8Array(32).fill(7);
      octets[2 * (i % 16)] = 9;
      octets[2 * ((i >> 4) % 16)]! += 1;
      return Buffer.from(octets).toString("base64");
    };
    const keys = [...new Set(Array.from({ length: 256 }, (_, i) => key(i)))];
    const tag = keyTag(Buffer.concat([Buffer.of(1, 1, 3, 15), Buffer.from(key(1), "base64")]));
    const forged = Array.from({ length: 2000 }, (_, i) => {
      const octets = Buffer.alloc(64, i);
      octets.writeUInt16BE(i);
      return `@ RRSIG SOA 15 2 3600 20261222000000 20261101000000 ${tag} example.com. ${octets.toString("base64")}`;
    });
    const text = [...keys.map((k) => `@ DNSKEY 257 3 15 ${k}`), ...forged].join("\n");
    const { codes, ms } = check(text);
    expect(codes).toContain("dnssec-key-tag");
    expect(codes.filter((code) => code === "dnssec-rrsig-invalid")).toHaveLength(16);
    expect(ms).toBeLessThan(3000);
  });

  it("do not hash the names of a large zone 65,535 times each", () => {
    const names = Array.from({ length: 2000 }, (_, i) => `n${i} A 192.0.2.1`);
    const chain = `0p9mhaveqvm6t7vbl5lop2u3t2rp3tom NSEC3 1 0 65535 AB 0p9mhaveqvm6t7vbl5lop2u3t2rp3tom A`;
    const { codes, ms } = check([...names, chain, `@ RRSIG SOA 15 2 3600 ${signature}`].join("\n"));
    expect(codes).toContain("dnssec-nsec3-chain");
    expect(ms).toBeLessThan(2000);
  });

  it("take any octets as keys, signatures, hashes and digests", () => {
    const seed = 20_261_122;
    const random = generator(seed);
    const types = [
      "DS",
      "RRSIG",
      "DNSKEY",
      "NSEC3",
      "NSEC3PARAM",
      "CDS",
      "CDNSKEY",
      "CSYNC",
      "ZONEMD",
    ];
    const algorithms = [0, 1, 3, 5, 7, 8, 10, 12, 13, 14, 15, 16, 17, 253];
    let read = 0;
    for (let round = 0; round < 300; round++) {
      const lines = Array.from({ length: 12 }, () => {
        const type = types[random(types.length)]!;
        const owner = ["@", "www", "*", "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom"][random(4)];
        const octets = Array.from({ length: random(140) }, () => random(256));
        // Fields that make the record one of a key or chain that is there.
        const algorithm = algorithms[random(algorithms.length)]!;
        if (type === "DNSKEY" || type === "CDNSKEY")
          octets.splice(0, 4, 1, random(2), 3, algorithm);
        if (type.startsWith("NSEC3")) octets.splice(0, 5, 1, random(2), 0, random(3), 0);
        if (type === "NSEC3") octets.splice(5, 1, Math.max(1, octets.length - 6));
        if (type === "RRSIG") {
          const covered = [6, 2, 48, 1][random(4)]!;
          octets.splice(0, 4, 0, covered, algorithm, random(4));
          octets.splice(18, 0, 7, ...Buffer.from("example"), 3, ...Buffer.from("com"), 0);
        }
        const hex = Buffer.from(octets).toString("hex");
        return `${owner} ${type} \\# ${octets.length} ${hex}`;
      });
      const { codes } = check(lines.join("\n"));
      if (codes.some((code) => code.startsWith("dnssec-"))) read++;
    }
    expect(read, `seed ${seed}`).toBeGreaterThan(100);
  });
});
