import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteWriter } from "../../../src/base/byte-writer.js";
import { recordTypeOf, recordTypes, typeCodeFromText } from "../../../src/dns/rr/registry.js";
import { TextFault } from "../../../src/dns/text/scanner.js";
import { rdataSamples } from "./rdata-samples.js";
import { hexOf, parseRdata, wireName } from "./rdata-text.js";

const samples = Object.entries(rdataSamples).flatMap(([mnemonic, texts]) =>
  texts.map((text) => ({ mnemonic, text, type: typeCodeFromText(mnemonic) })),
);

function rdataOf(type: number, text: string): Uint8Array {
  const rdata = parseRdata(type, text);
  if (rdata instanceof TextFault) throw new Error(`${text}: ${rdata.message} (${rdata.hint})`);
  return rdata;
}

describe("the table of record types", () => {
  it("has a sample for every row, and a row for every sample", () => {
    expect(recordTypes.map(({ mnemonic }) => mnemonic).sort()).toEqual(
      Object.keys(rdataSamples).sort(),
    );
  });

  it("has a reference for every row", () => {
    for (const { mnemonic, reference } of recordTypes) {
      expect(reference, mnemonic).toMatch(/^(RFC \d+( §[\d.]+)?|draft-.*|IANA.*|docs\/.*|af-.*)$/);
    }
  });

  it("takes any 16-bit code, the unknown in generic form alone", () => {
    expect(recordTypeOf(65280).mnemonic).toBe("TYPE65280");
    expect(hexOf(rdataOf(65280, "\\# 3 aa bb cc"))).toBe("aabbcc");
    expect(parseRdata(65280, "192.0.2.1")).toMatchObject({ code: "bad-field" });
    expect(parseRdata(65280, "")).toMatchObject({ code: "missing-field" });
    expect(() => recordTypeOf(65536)).toThrow(/16 bits/);
  });
});

describe("every record type", () => {
  it.each(samples)("$mnemonic $text reads and prints as itself", ({ type, text }) => {
    const rdata = rdataOf(type, text);
    const row = recordTypeOf(type);
    expect(row.check(rdata, 0, rdata.length)).toBeUndefined();
    expect(row.print(rdata, 0, rdata.length)).toBe(text);
  });

  it.each(samples)("$mnemonic $text reads the same from generic form", ({ type, text }) => {
    const rdata = rdataOf(type, text);
    expect(rdataOf(type, `\\# ${rdata.length} ${hexOf(rdata)}`)).toEqual(rdata);
  });

  it.each(samples)("$mnemonic $text expands from a message to itself", ({ type, text }) => {
    const rdata = rdataOf(type, text);
    const out = new ByteWriter();
    expect(recordTypeOf(type).expand(rdata, 0, rdata.length, out)).toBe(true);
    expect(out.toBytes()).toEqual(rdata);
  });

  it("refuses what follows a complete record", () => {
    for (const { mnemonic, text, type } of samples) {
      const fault = parseRdata(type, `${text} "?" "?"`);
      // Lists of strings go on as long as the line does.
      const isList = /^(TXT|SPF|NINFO|AVC|CLA|RESINFO|WALLET)$/.test(mnemonic);
      expect(fault instanceof TextFault, `${mnemonic} ${text}`).toBe(!isList);
    }
  });

  it("refuses generic form with too few, too many or odd digits", () => {
    expect(parseRdata(1, "\\# 4 c00002")).toMatchObject({ code: "rdata-length" });
    expect(parseRdata(1, "\\# 4 c000020101")).toMatchObject({ code: "rdata-length" });
    expect(parseRdata(1, "\\# 4 c000020")).toMatchObject({ code: "odd-hex" });
    expect(parseRdata(1, "\\# 5 c000020101")).toMatchObject({ code: "bad-rdata" });
    expect(parseRdata(1, "\\# x c0000201")).toMatchObject({ code: "bad-field" });
    expect(parseRdata(1, "\\# 65536 00")).toMatchObject({ code: "bad-field" });
    expect(parseRdata(1, "\\#")).toMatchObject({ code: "missing-field" });
  });
});

describe("any RDATA", () => {
  const sample = fc.constantFrom(...samples);
  const edit = fc.record({
    kind: fc.constantFrom("set", "insert", "delete", "cut", "repeat"),
    place: fc.nat(1000),
    octet: fc.integer({ min: 0, max: 255 }),
  });

  it("that is well-formed prints as text that reads back as the same octets", () => {
    let wellFormed = 0;
    fc.assert(
      fc.property(sample, fc.array(edit, { maxLength: 3 }), ({ type, text }, edits) => {
        const rdata = edits.reduce(applyEdit, rdataOf(type, text));
        const row = recordTypeOf(type);
        if (row.check(rdata, 0, rdata.length) !== undefined) return;
        wellFormed++;
        const printed = row.print(rdata, 0, rdata.length);
        const again = parseRdata(type, printed);
        if (again instanceof TextFault) throw new Error(`${printed}: ${again.message}`);
        expect(hexOf(again)).toBe(hexOf(rdata));
      }),
      { numRuns: 6000 },
    );
    expect(wellFormed).toBeGreaterThan(1500);
  });

  it("of LOC with a size of 0e1 keeps its octets, found by the property above", () => {
    const rdata = Uint8Array.from(Buffer.from("00011613800000007fffffff00989680", "hex"));
    const row = recordTypeOf(29);
    expect(row.check(rdata, 0, rdata.length)).toBeUndefined();
    const again = parseRdata(29, row.print(rdata, 0, rdata.length));
    expect(again instanceof TextFault ? again.message : hexOf(again)).toBe(hexOf(rdata));
  });

  it("is judged by its own octets alone, whatever they are", () => {
    const bytes = fc.uint8Array({ maxLength: 60 });
    const type = fc.constantFrom(...recordTypes.map(({ code }) => code), 65280);
    fc.assert(
      fc.property(
        type,
        bytes,
        fc.uint8Array({ minLength: 8, maxLength: 8 }),
        (code, rdata, rim) => {
          const row = recordTypeOf(code);
          const verdict = row.check(rdata, 0, rdata.length);
          const framed = Uint8Array.of(...rim, ...rdata, ...rim);
          expect(row.check(framed, 8, 8 + rdata.length)).toBe(verdict);
          if (verdict !== undefined) return;
          const at = row.additionalName(framed, 8, 8 + rdata.length);
          expect(at === -1 || (at >= 8 && at < 8 + rdata.length)).toBe(true);
        },
      ),
      { numRuns: 6000 },
    );
  });

  it("that reading made is well-formed", () => {
    const word = fc.constantFrom(
      ...samples.flatMap(({ text }) => text.split(" ")),
      '"a b"',
      "\\000",
      "-1",
      "@",
      "",
    );
    fc.assert(
      fc.property(sample, fc.array(word, { maxLength: 9 }), ({ type }, words) => {
        const rdata = parseRdata(type, words.join(" "));
        if (rdata instanceof TextFault) return;
        expect(recordTypeOf(type).check(rdata, 0, rdata.length)).toBeUndefined();
      }),
      { numRuns: 4000 },
    );
  });
});

describe("canonical form (RFC 4034 §6.2, RFC 6840 §5.1)", () => {
  const canonical = (type: string, text: string): string => {
    const code = typeCodeFromText(type);
    const rdata = rdataOf(code, text);
    const out = new ByteWriter();
    recordTypeOf(code).canonical(rdata, 0, rdata.length, out);
    return hexOf(out.toBytes());
  };
  const lower = hexOf(wireName("a.example."));
  const mixed = hexOf(wireName("A.Example."));

  it.each(["NS", "CNAME", "PTR", "DNAME", "MB"])("folds the name of %s", (type) => {
    expect(canonical(type, "A.Example.")).toBe(lower);
  });

  it("folds names among other fields, and nothing but names", () => {
    expect(canonical("MX", "10 A.Example.")).toBe(`000a${lower}`);
    expect(canonical("RP", "A.Example. A.Example.")).toBe(lower + lower);
    expect(canonical("NAPTR", '1 1 "U" "" "" A.Example.')).toBe(`0001000101550000${lower}`);
    expect(canonical("TXT", '"A.Example."')).toBe(`0a${Buffer.from("A.Example.").toString("hex")}`);
  });

  it.each([
    ["NSEC", "A.Example. A", `${mixed}000140`],
    ["SVCB", "1 A.Example.", `0001${mixed}`],
    ["LP", "1 A.Example.", `0001${mixed}`],
  ])("keeps the case of names in %s", (type, text, octets) => {
    expect(canonical(type, text)).toBe(octets);
  });
});

describe("names inside RDATA", () => {
  const namesOf = (type: string, text: string): string[] => {
    const code = typeCodeFromText(type);
    const rdata = rdataOf(code, text);
    const found: string[] = [];
    recordTypeOf(code).names(rdata, 0, rdata.length, (at, compressible) =>
      found.push(`${at}${compressible ? " compressible" : ""}`),
    );
    return found;
  };

  it("are compressible in the types of RFC 1035 alone (RFC 3597 §4)", () => {
    expect(namesOf("MX", "10 a.")).toEqual(["2 compressible"]);
    expect(namesOf("SOA", "a. b. 1 1 1 1 1")).toEqual(["0 compressible", "3 compressible"]);
    expect(namesOf("SRV", "1 1 1 a.")).toEqual(["6"]);
    expect(namesOf("DNAME", "a.")).toEqual(["0"]);
    expect(namesOf("A", "192.0.2.1")).toEqual([]);
  });

  it("are found where they depend on other fields", () => {
    expect(namesOf("IPSECKEY", "10 3 2 a. q83v")).toEqual(["3"]);
    expect(namesOf("IPSECKEY", "10 1 2 192.0.2.1 q83v")).toEqual([]);
    expect(namesOf("AMTRELAY", "10 1 3 a.")).toEqual(["2"]);
    expect(namesOf("HIP", "2 AA q83v a. b.")).toEqual(["8", "11"]);
  });

  const additionalOf = (type: string, text: string): number => {
    const code = typeCodeFromText(type);
    const rdata = rdataOf(code, text);
    return recordTypeOf(code).additionalName(rdata, 0, rdata.length);
  };

  it("say whose addresses belong into the additional section", () => {
    expect(additionalOf("NS", "a.")).toBe(0);
    expect(additionalOf("MX", "10 a.")).toBe(2);
    expect(additionalOf("SRV", "1 1 1 a.")).toBe(6);
    expect(additionalOf("HTTPS", "1 a.")).toBe(2);
    expect(additionalOf("CNAME", "a.")).toBe(-1);
    expect(additionalOf("TXT", "a")).toBe(-1);
  });

  it("mean the owner where SVCB in ServiceMode has the root (RFC 9460 §2.5.2)", () => {
    expect(additionalOf("SVCB", "1 .")).toBe(2);
    expect(additionalOf("SVCB", "0 .")).toBe(-1);
    expect(additionalOf("SVCB", "0 a.")).toBe(2);
  });
});

interface Edit {
  readonly kind: string;
  readonly place: number;
  readonly octet: number;
}

function applyEdit(rdata: Uint8Array, { kind, place, octet }: Edit): Uint8Array {
  const at = rdata.length === 0 ? 0 : place % rdata.length;
  switch (kind) {
    case "set":
      return rdata.map((old, i) => (i === at ? octet : old));
    case "insert":
      return Uint8Array.of(...rdata.subarray(0, at), octet, ...rdata.subarray(at));
    case "delete":
      return Uint8Array.of(...rdata.subarray(0, at), ...rdata.subarray(at + 1));
    case "repeat":
      return Uint8Array.of(...rdata, ...rdata.subarray(at));
    default:
      return rdata.slice(0, at);
  }
}
