/** RFC 8945 §5.2: a server that does not know the key says so in TSIG. */
import { describe, expect, it } from "vitest";
import { exchange } from "../../answerer.js";
import { serve } from "../../dig.js";
import { decodeMessage } from "../../message-decoder.js";
import { optBytes, queryBytes, u16 } from "../../query.js";

const answerer = serve("x. 60 SOA ns.x. h.x. 1 2 3 4 5\nx. 60 NS ns.x.\n");
const name = (...labels: string[]) => [
  ...labels.flatMap((label) => [label.length, ...Buffer.from(label)]),
  0,
];

function tsig({ mac = 32, qclass = 255, key = name("sync-key") } = {}): number[] {
  const rdata = [
    ...name("hmac-sha256"),
    ...[0, 0, 0x65, 0x53, 0xf1, 0, 1, 44],
    ...u16(mac),
    ...Array<number>(32).fill(9),
    ...[0x12, 0x34, 0, 0, 0, 0],
  ];
  return [...key, 0, 250, ...u16(qclass), 0, 0, 0, 0, ...u16(rdata.length), ...rdata];
}

function answer(...records: number[][]) {
  const bytes = [...queryBytes("x", "SOA"), ...records.flat()];
  bytes[11] = records.length;
  const response = exchange(answerer, Uint8Array.from(bytes))!;
  return decodeMessage(response);
}

describe("RFC 8945 §5.2.1", () => {
  it("is NOTAUTH with an unsigned TSIG of error BADKEY", () => {
    const got = answer(tsig());
    expect([got.rcode, got.answer.length, got.tsig?.owner]).toEqual([9, 0, "sync-key."]);
    // Algorithm, time, fudge, no MAC, the query's ID, error 17, no other data.
    const algorithm = Buffer.from(name("hmac-sha256")).toString("hex");
    expect(got.tsig?.rdata).toBe(`${algorithm}00006553f100012c0000${"1234"}00110000`);
  });

  it("comes before what is asked for, an UPDATE for one", () => {
    const bytes = [...queryBytes("x", "SOA", { flags: 5 << 11 }), ...tsig()];
    bytes[11] = 1;
    const got = decodeMessage(exchange(answerer, Uint8Array.from(bytes))!);
    expect([got.rcode, got.opcode, got.tsig !== null]).toEqual([9, 5, true]);
  });

  it("an EDNS version that is not known goes first, and no TSIG with it", () => {
    const got = answer(optBytes({ version: 1 }), tsig());
    expect([got.rcode, got.opt !== null, got.tsig]).toEqual([16, true, null]);
  });

  it("OPT goes before it", () => {
    const got = answer(optBytes({}), tsig());
    expect([got.rcode, got.opt !== null, got.tsig !== null]).toEqual([9, true, true]);
  });

  it.each([
    ["not last", [tsig(), optBytes({})]],
    ["of another class", [tsig({ qclass: 1 })]],
    ["with a MAC that is longer than the record", [tsig({ mac: 60 })]],
    ["with a shorter MAC than it says", [tsig({ mac: 30 })]],
    ["with a compressed key name", [tsig({ key: [0xc0, 12] })]],
    ["twice", [tsig(), tsig()]],
  ])("%s it is FORMERR", (_, records) => {
    expect(answer(...records).rcode).toBe(1);
  });

  it("a key name that would burst 512 octets leaves only the RCODE", () => {
    const long = name(...Array<string>(4).fill("k".repeat(61)));
    const qname = Array<string>(4).fill("q".repeat(60)).join(".");
    const record = tsig({ key: long });
    const bytes = [...queryBytes(qname, "A"), ...record];
    bytes[11] = 1;
    const got = decodeMessage(exchange(answerer, Uint8Array.from(bytes))!);
    expect([got.rcode, got.tsig, got.length <= 512]).toEqual([9, null, true]);
  });
});
