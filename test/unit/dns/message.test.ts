import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteWriter } from "../../../src/base/byte-writer.js";
import { ednsOption } from "../../../src/dns/edns.js";
import { flag, opcode, opcodeName, rcode, rcodeName } from "../../../src/dns/header.js";
import { decodeMessage, encodeQuery, type Message, optionOf } from "../../../src/dns/message.js";
import { expandName, skipName } from "../../../src/dns/message-name.js";
import { nameToText } from "../../../src/dns/name-text.js";
import { recordTypeOf } from "../../../src/dns/rr/registry.js";
import { wireName } from "./rdata-text.js";

function decoded(bytes: Uint8Array): Message {
  const message = decodeMessage(bytes);
  if (typeof message === "string") throw new Error(message);
  return message;
}

const fromHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"));

/** Header, the question a. MX IN at 12, and one answer whose RDATA starts at 31. */
const answer = (rdata: string, type = 15): Uint8Array => {
  const length = (rdata.length / 2).toString(16).padStart(4, "0");
  return fromHex(
    `00018400000100010000000001610000 0f0001c00c${type.toString(16).padStart(4, "0")}00010000003c${length}${rdata}`.replace(
      / /g,
      "",
    ),
  );
};

describe("queries", () => {
  it("decode to what was encoded", () => {
    const query = encodeQuery(0xabcd, wireName("WWW.example."), 28, {
      flags: flag.rd | flag.cd,
      edns: {
        payloadBytes: 4096,
        dnssecOk: true,
        otherFlags: 0x0001,
        options: [{ code: ednsOption.COOKIE, data: new Uint8Array(8).fill(7) }],
      },
    });
    const message = decoded(query);
    expect(message.id).toBe(0xabcd);
    expect(message.flags).toBe(flag.rd | flag.cd);
    expect(nameToText(message.questions[0]!.name)).toBe("WWW.example.");
    expect(message.questions).toMatchObject([{ type: 28, class: 1 }]);
    expect(message.edns).toMatchObject({
      payloadBytes: 4096,
      version: 0,
      dnssecOk: true,
      otherFlags: 1,
    });
    expect(optionOf(message, ednsOption.COOKIE)).toEqual(new Uint8Array(8).fill(7));
    expect(optionOf(message, ednsOption.NSID)).toBeUndefined();
  });

  it("may have another opcode and class, and no EDNS", () => {
    const query = encodeQuery(1, wireName("."), 6, { opcode: opcode.NOTIFY, class: 3 });
    const message = decoded(query);
    expect(message.opcode).toBe(opcode.NOTIFY);
    expect(message.questions[0]!.class).toBe(3);
    expect(message.edns).toBeUndefined();
  });
});

describe("responses", () => {
  it("have their compressed names expanded, in RDATA too", () => {
    const { answers } = decoded(answer("000a046d61696cc00c"));
    const [record] = answers;
    expect(nameToText(record!.name)).toBe("a.");
    expect(record!.ttlSeconds).toBe(60);
    expect(recordTypeOf(15).print(record!.rdata, 0, record!.rdata.length)).toBe("10 mail.a.");
  });

  it.each([
    [
      "SOA",
      6,
      "036e7331c00c" + "c01f" + "0000000100000002000000030000000400000005",
      "ns1.a. ns1.a. 1 2 3 4 5",
    ],
    ["SRV", 33, "000100020003" + "c00c", "1 2 3 a."],
    ["NAPTR", 35, "00010002000000" + "c00c", '1 2 "" "" "" a.'],
  ])("have the names of %s expanded (RFC 3597 §4)", (_label, type, rdata, text) => {
    const [record] = decoded(answer(rdata, type)).answers;
    expect(recordTypeOf(type).print(record!.rdata, 0, record!.rdata.length)).toBe(text);
  });

  it("may not compress names of newer types (RFC 3597 §4)", () => {
    expect(decodeMessage(answer("0001c00c", 64))).toMatch(/malformed SVCB/);
    expect(decodeMessage(answer("c00c000140", 47))).toMatch(/malformed NSEC/);
  });

  it("have an extended RCODE (RFC 6891 §6.1.3)", () => {
    const message = decoded(
      fromHex("000184000000000000000001" + "0000290200" + "01000000" + "0000"),
    );
    expect(message.rcode).toBe(rcode.BADVERS);
    expect(rcodeName(message.rcode)).toBe("BADVERS");
    expect(opcodeName(message.opcode)).toBe("QUERY");
    expect(message.additionals).toEqual([]);
  });

  it.each([
    ["a header cut short", "0001840000", /less than a header/],
    ["a question that is not there", "000100000001000000000000", /question/],
    ["octets behind the end", "00010000000000000000000000", /1 octets follow/],
    ["two OPT records", `000100000000000000000002${"0000290200000000000000".repeat(2)}`, /OPT/],
    ["OPT among the answers", "0001000000000001000000000000290200000000000000", /OPT|answer/],
    ["OPT with an owner", "0001000000000000000000010161000029020000000000 0000", /OPT/],
    ["an option cut short", "000100000000000000000001000029020000000000000300030001", /option/],
  ])("with %s are refused", (_label, hex, reason) => {
    expect(decodeMessage(fromHex(hex.replace(/ /g, "")))).toMatch(reason);
  });

  it.each([
    ["is cut short", "00"],
    ["points at itself", "000ac021"],
    ["points forward", "000ac028"],
    ["has octets too many", "000a0000"],
    ["ends inside a label", "000a0561"],
  ])("with RDATA that %s are refused", (_label, rdata) => {
    expect(decodeMessage(answer(rdata))).toMatch(/malformed MX/);
  });

  it("never throw, whatever their octets", () => {
    const base = answer("000a046d61696cc00c");
    const mutation = fc.tuple(fc.nat(base.length - 1), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(mutation, { maxLength: 6 }), fc.nat(base.length), (edits, length) => {
        const bytes = base.slice(0, length + 1);
        for (const [at, octet] of edits) if (at < bytes.length) bytes[at] = octet;
        const message = decodeMessage(bytes);
        expect(typeof message === "string" || message.answers.length < 65536).toBe(true);
      }),
      { numRuns: 3000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        decodeMessage(bytes);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("compressed names", () => {
  const expand = (hex: string, at: number): string | number => {
    const bytes = fromHex(hex);
    const out = new ByteWriter();
    const next = expandName(bytes, at, bytes.length, out);
    expect(next === -1 ? out.length : 0).toBe(0);
    return next === -1 ? -1 : `${nameToText(out.toBytes())} ${next}`;
  };

  it("follow pointers backwards", () => {
    expect(expand("016100" + "0162c000" + "c003", 3)).toBe("b.a. 7");
    expect(expand("016100" + "0162c000" + "c003", 7)).toBe("b.a. 9");
  });

  it.each([
    ["a pointer to itself", "c000", 0],
    ["a pointer forward", "c0020000", 0],
    ["a loop of two", "c002c000", 2],
    ["half a pointer", "c0", 0],
    ["a reserved label type", "4161", 0],
    ["no end", "0161", 0],
  ])("are refused with %s", (_label, hex, at) => {
    expect(expand(hex, at)).toBe(-1);
  });

  it("are refused above 255 octets, however they are put together", () => {
    // Each name is a label of 50 octets and a pointer to the name before.
    let hex = "00";
    const starts = [0];
    for (let i = 0; i < 5; i++) {
      const target = (0xc000 | starts.at(-1)!).toString(16);
      starts.push(hex.length / 2);
      hex += `32${"61".repeat(50)}${target}`;
    }
    expect(expand(hex, starts[4]!)).toMatch(/^a/);
    expect(expand(hex, starts[5]!)).toBe(-1);
  });

  it("are skipped without following them", () => {
    expect(skipName(fromHex("0161c000"), 0, 4)).toBe(4);
    expect(skipName(fromHex("016100"), 0, 3)).toBe(3);
    expect(skipName(fromHex("0161"), 0, 2)).toBe(-1);
    expect(skipName(fromHex("c0"), 0, 1)).toBe(-1);
    expect(skipName(fromHex("4100"), 0, 2)).toBe(-1);
    expect(skipName(new Uint8Array(300).fill(1), 0, 300)).toBe(-1);
  });
});
