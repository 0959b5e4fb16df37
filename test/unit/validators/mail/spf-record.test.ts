import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSpf, parseSpf } from "../../../../validators/mail/spf-record.js";
import { processorMs } from "../../../processor-time.js";

const seed = Number(process.env.SEED ?? Date.now() % 0x7fff_ffff);
const numRuns = Number(process.env.RUNS ?? 1000);
const textBytesMax = 65_535;
/** Linear reading takes milliseconds; reading that looks back at everything takes minutes. */
const linearMs = 2000;

const termsOf = (text: string) => parseSpf(text).terms;
const faultsOf = (text: string) => parseSpf(text).faults;

describe("SPF records", () => {
  it("are told by their version, in any case, with a blank or nothing behind it", () => {
    expect(["v=spf1", "V=SPF1 -all", "v=spf1 "].map(isSpf)).toEqual([true, true, true]);
    expect(["v=spf10", "v=spf1\t-all", " v=spf1", "v=spf1;"].map(isSpf)).toEqual(
      Array(4).fill(false),
    );
  });

  it("say of each term what it is, and where it stands", () => {
    const text = "v=spf1  ~a:mail.example.com/24//64 -all";
    expect(termsOf(text)).toMatchObject([
      { name: "a", qualifier: "~", domain: "mail.example.com", bits4: 24, bits6: 64, offset: 8 },
      { name: "all", qualifier: "-", offset: 35 },
    ]);
    expect(text.slice(8, 34)).toBe(termsOf(text)[0]!.text);
  });

  it("take a slash for a prefix only where digits follow to the end", () => {
    expect(termsOf("v=spf1 a:foo:bar/baz.example.com")).toMatchObject([
      { domain: "foo:bar/baz.example.com", bits4: 32 },
    ]);
    expect(termsOf("v=spf1 mx//0")).toMatchObject([{ domain: "", bits4: 32, bits6: 0 }]);
    expect(faultsOf("v=spf1 a/24/64")).toHaveLength(1);
  });

  it("read networks of both kinds", () => {
    expect(termsOf("v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32")).toMatchObject([
      { network: Uint8Array.of(192, 0, 2, 0), bits4: 24 },
      { bits6: 32 },
    ]);
  });

  it("know which terms make a receiver ask: those before all, and redirect without all", () => {
    const asking = (text: string) => parseSpf(text).asking.map(({ text }) => text);
    expect(asking("v=spf1 a ip4:192.0.2.1 mx -all ptr redirect=example.com")).toEqual(["a", "mx"]);
    expect(asking("v=spf1 redirect=example.com exists:%{i}.example.com")).toEqual([
      "exists:%{i}.example.com",
      "redirect=example.com",
    ]);
    expect(asking("v=spf1 all=no include:example.com a=b")).toEqual(["include:example.com"]);
  });

  it.each([
    ["a:museum", "one label"],
    ["a:museum.", "one label"],
    ["a:192.0.2.1", "ends in a number"],
    ["a:example.-com", "no top-level domain"],
    ["mx:mail.example..com", "an empty label"],
    [`mx:${"a".repeat(64)}.example.com`, "more than 63 octets"],
    [`mx:example.${"a".repeat(64)}`, "more than 63 octets"],
    ["exists", "names no domain"],
    ["include:", "names no domain"],
    ["all/8", "an argument"],
    ["ip4:192.0.2.0/032", "no such prefix length"],
    ["ip4:192.0.2", "no IPv4 network"],
    ["ip6:192.0.2.1", "no IPv6 network"],
    ["ip4:2001:db8::1", "no IPv4 network"],
    ["a:%{x}.example.com", 'no macro letter "x"'],
    ["a:%{d0}", "none of its parts"],
    ["a:example.com%%{d}", "no top-level domain"],
    ["exp=", "names no domain"],
    ["moo=%", "percent sign"],
    ["=all", "no term"],
    ["a:exam\tple.com", "a character"],
  ])("do not take %s", (term, why) => {
    const faults = faultsOf(`v=spf1 ${term} -all`);
    expect(faults).toHaveLength(1);
    expect(faults[0]!.message).toContain(why);
  });

  it("are read to the end in time, whatever 64 KB they are made of", () => {
    const parts = [
      "a",
      "1",
      ".",
      "/",
      "%",
      "%{",
      "%{d}",
      "a:",
      "-",
      "=",
      " a",
      " ip4:1.",
      ":",
      "\0",
    ];
    for (const part of [...parts, ...parts.map((one) => `a:${one}`), "%%{", "1.1.", "a-"]) {
      const text = `v=spf1 a:${part.repeat(textBytesMax / part.length)}`;
      const took = processorMs(() => {
        expect(parseSpf(text).faults.length).toBeLessThanOrEqual(9);
      });
      expect({ part, isLate: took > linearMs }).toEqual({ part, isLate: false });
    }
  });

  it(`never throw, whatever they hold (SEED=${seed})`, () => {
    const piece = fc.constantFrom(
      " ",
      "%",
      "{",
      "}",
      "a",
      "ip4",
      "ip6",
      ":",
      "/",
      "=",
      "d",
      "1",
      ".",
    );
    const text = fc.array(fc.oneof(piece, fc.string({ unit: "binary", maxLength: 3 })));
    fc.assert(
      fc.property(text, (parts) => {
        const { terms } = parseSpf(`v=spf1 ${parts.join("")}`);
        for (const { bits4, bits6 } of terms)
          expect([bits4 <= 32, bits6 <= 128]).toEqual([true, true]);
      }),
      { seed, numRuns },
    );
  });
});
