/** RFC 1035 §4: what is no message, what is no query, and what a response keeps of its query. */
import { describe, expect, it } from "vitest";
import { ask, exchange } from "../../answerer.js";
import { dig, serve, textOf } from "../../dig.js";
import { decodeMessage } from "../../message-decoder.js";
import { queryBytes } from "../../query.js";

const answerer = serve(
  `x. 60 SOA ns.x. h.x. 1 2 3 4 5
   x. 60 NS ns.x.
   ns.x. 60 A 192.0.2.1
   long.x. 60 CNAME target.below.long.x.
   target.below.long.x. 60 MX 5 long.x.`,
);

/** A query for "x SOA", changed. */
function changed(change: (bytes: number[]) => void): Uint8Array {
  const bytes = [...queryBytes("x", "SOA")];
  change(bytes);
  return Uint8Array.from(bytes);
}

describe("§4.1.1: the header", () => {
  it.each([
    ["nothing", Uint8Array.of()],
    ["less than a header", queryBytes("x", "SOA").slice(0, 11)],
    ["a response", changed((bytes) => (bytes[2] = 0x80))],
    [
      "a response that is malformed besides",
      changed((bytes) => bytes.splice(2, 4, 0xff, 0xff, 9, 9)),
    ],
  ])("%s is met with silence", (_, bytes) => {
    expect(exchange(answerer, bytes)).toBeNull();
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15])(
    "opcode %i is NOTIMP, copied, with the question",
    (opcode) => {
      const got = ask(answerer, "x", "SOA", { flags: opcode << 11 });
      expect([got.rcode, got.opcode, got.answer.length]).toEqual([4, opcode, 0]);
    },
  );

  it("the ID and RD are copied; TC, RA, Z, AD, CD and RCODE of the query are not", () => {
    const got = ask(answerer, "x", "SOA", { id: 0xbeef, flags: 0x07ff });
    expect(got.id).toBe(0xbeef);
    expect(got.flags).toEqual({
      ...{ qr: true, aa: true, tc: false, rd: true, ra: false, z: false, ad: false, cd: false },
    });
    expect(got.rcode).toBe(0);
  });
});

describe("§4.1.2 and on: what cannot be parsed is FORMERR", () => {
  it.each([
    ["a name cut short", changed((bytes) => bytes.splice(13))],
    ["no type behind the name", changed((bytes) => bytes.splice(15))],
    ["half a class", changed((bytes) => bytes.splice(18))],
    ["a question name with a pointer", changed((bytes) => bytes.splice(12, 3, 0xc0, 0x0c))],
    ["a label of a reserved kind", changed((bytes) => (bytes[12] = 0x41))],
    ["octets behind the message", changed((bytes) => bytes.push(0))],
    ["an additional record that is not there", changed((bytes) => (bytes[11] = 1))],
    ["an answer record that is not there", changed((bytes) => (bytes[7] = 1))],
    ["QTYPE OPT", queryBytes("x", 41)],
    ["QTYPE TSIG", queryBytes("x", 250)],
  ])("%s", (_, bytes) => {
    const got = decodeMessage(exchange(answerer, bytes)!);
    expect([got.rcode, got.id, got.answer.length]).toEqual([1, 0x1234, 0]);
  });

  it("a name of 256 octets", () => {
    const name = [
      ...Array.from({ length: 4 }, () => [62, ...Array(62).fill(97)]).flat(),
      2,
      97,
      97,
      0,
    ];
    expect(name.length).toBe(256);
    const bytes = Uint8Array.from([...queryBytes("x", "A").slice(0, 12), ...name, 0, 1, 0, 1]);
    expect(decodeMessage(exchange(answerer, bytes)!).rcode).toBe(1);
  });

  it("but a name of 255 octets is a name like any other", () => {
    const name = [
      ...Array.from({ length: 4 }, () => [62, ...Array(62).fill(97)]).flat(),
      1,
      120,
      0,
    ];
    expect(name.length).toBe(255);
    const bytes = Uint8Array.from([...queryBytes("x", "A").slice(0, 12), ...name, 0, 1, 0, 1]);
    const got = decodeMessage(exchange(answerer, bytes)!);
    expect([got.rcode, got.flags.aa]).toEqual([3, true]);
  });
});

describe("§3.2.4: classes", () => {
  it.each([
    ["HS", 4],
    ["NONE", 254],
  ])("class %s is refused", (_, qclass) => {
    expect(dig(answerer, "x SOA", { qclass })).toBe("REFUSED");
  });

  it.each([
    ["data", "ns.x A", "NOERROR\nan ns.x. 60 A 192.0.2.1"],
    ["no data", "ns.x AAAA", "NOERROR\nns x. 5 SOA ns.x. h.x. 1 2 3 4 5"],
    ["no name", "none.x A", "NXDOMAIN\nns x. 5 SOA ns.x. h.x. 1 2 3 4 5"],
    [
      "an alias",
      "long.x MX",
      "NOERROR\nan long.x. 60 CNAME target.below.long.x.\nan target.below.long.x. 60 MX 5 long.x.",
    ],
    ["no zone", "y A", "REFUSED"],
    ["what only class CH has", "version.bind TXT", "REFUSED"],
    ["a transfer", "x AXFR", "REFUSED"],
  ])(
    "§6.2: class ANY is answered from class IN, without authority: %s",
    (_, question, expected) => {
      expect(dig(answerer, question, { qclass: 255 })).toBe(expected);
    },
  );

  it("the question of class ANY comes back as it was, the records are of class IN", () => {
    const query = queryBytes("ns.x", "A", { qclass: 255 });
    const got = exchange(answerer, query)!;
    expect(got.slice(12, query.length)).toEqual(query.slice(12));
    expect([...got.slice(query.length + 4, query.length + 6)]).toEqual([0, 1]);
  });
});

describe("§4.1.4: compression", () => {
  it("points at names that were written, and the decoder takes every pointer back", () => {
    const got = ask(answerer, "long.x", "MX");
    expect(textOf(got)).toBe(
      "NOERROR aa\nan long.x. 60 CNAME target.below.long.x.\nan target.below.long.x. 60 MX 5 long.x.",
    );
    // Header, question, and two records of 12 octets with 15 and 4 of RDATA.
    expect(got.length).toBe(12 + 12 + (12 + 15) + (12 + 4));
  });
});
