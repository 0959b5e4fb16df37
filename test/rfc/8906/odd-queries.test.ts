/** RFC 8906 §3 and §8: what is odd, new or a lie in a query is answered all the same. */
import { describe, expect, it } from "vitest";
import { exchange } from "../../answerer.js";
import { dig, serve } from "../../dig.js";
import { decodeMessage } from "../../message-decoder.js";
import { optBytes, queryBytes, u16 } from "../../query.js";

const answerer = serve(
  `x. 60 SOA ns.x. h.x. 1 2 3 4 5
   x. 60 NS ns.x.
   ns.x. 60 A 192.0.2.1
   alias.x. 60 CNAME ns.x.
   *.wild.x. 60 CNAME ns.x.`,
);
const root = serve(". 60 SOA ns. h. 1 2 3 4 5\n. 60 NS ns.\n");
const record = [0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 192, 0, 2, 1];
const opcodes = { status: 2, notify: 4, update: 5, stateful: 6 };

interface Parts {
  readonly opcode?: number;
  /** QDCOUNT, ANCOUNT, NSCOUNT, ARCOUNT. */
  readonly counts: readonly [number, number, number, number];
  readonly records?: readonly number[];
}

function answer({ opcode = 0, counts, records = [] }: Parts) {
  const question = counts[0] === 0 ? [] : [...queryBytes("x", "SOA").slice(12)];
  const header = [0x12, 0x34, opcode << 3, 0, ...counts.flatMap(u16)];
  return decodeMessage(exchange(answerer, Uint8Array.from([...header, ...question, ...records]))!);
}

describe("opcodes that are not known", () => {
  it.each([
    ["NOTIFY with the new SOA", { opcode: opcodes.notify, counts: [1, 1, 0, 0], records: record }],
    [
      "UPDATE with records",
      { opcode: opcodes.update, counts: [1, 1, 1, 0], records: [...record, ...record] },
    ],
    ["a stateful operation without a question", { opcode: opcodes.stateful, counts: [0, 0, 0, 0] }],
    ["STATUS with counts that lie", { opcode: opcodes.status, counts: [9, 9, 9, 9] }],
    ["UPDATE cut short", { opcode: opcodes.update, counts: [1, 0, 4, 0], records: record }],
  ] as const)("%s is NOTIMP", (_, parts) => {
    const got = answer(parts);
    expect([got.rcode, got.opcode, got.flags.aa]).toEqual([4, parts.opcode, false]);
    expect([got.answer.length, got.authority.length, got.opt]).toEqual([0, 0, null]);
  });

  it("the response has OPT if the query had one", () => {
    const records = [...record, ...optBytes({})];
    const got = answer({ opcode: opcodes.update, counts: [1, 0, 1, 1], records });
    expect([got.rcode, got.opt !== null]).toEqual([4, true]);
  });
});

describe("counts that lie", () => {
  it.each([
    ["no question", [0, 0, 0, 0], []],
    ["two questions", [2, 0, 0, 0], []],
    ["all counts at their most", [65_535, 65_535, 65_535, 65_535], []],
    ["more answers than there are", [1, 2, 0, 0], record],
    ["more authority than there is", [1, 0, 2, 0], record],
    ["fewer additional records than there are", [1, 0, 0, 1], [...record, ...record]],
    ["OPT among the answers", [1, 1, 0, 0], optBytes({})],
    ["OPT among the authority", [1, 0, 1, 0], optBytes({})],
    ["OPT behind an answer that is not there", [1, 1, 0, 1], optBytes({})],
  ] as const)("%s: FORMERR", (_, counts, records) => {
    expect(answer({ counts, records }).rcode).toBe(1);
  });

  it("records that a query has no use for are ignored", () => {
    const records = [...record, ...record, ...record];
    const got = answer({ counts: [1, 1, 1, 1], records });
    expect([got.rcode, got.flags.aa, got.answer.length]).toEqual([0, true, 1]);
  });
});

describe("names and types at the edge", () => {
  it("the root, where it is served and where not", () => {
    expect(dig(root, ". NS")).toBe("NOERROR aa\nan . 60 NS ns.");
    expect(dig(root, ". A")).toBe("NOERROR aa\nns . 5 SOA ns. h. 1 2 3 4 5");
    expect(dig(answerer, ". NS")).toBe("REFUSED");
  });

  it.each([0, 128, 248, 256, 32_769, 65_535])("TYPE%i is a type without data", (type) => {
    const cname = "CNAME ns.x.";
    const soa = "ns x. 5 SOA ns.x. h.x. 1 2 3 4 5";
    expect(dig(answerer, `ns.x TYPE${type}`)).toBe(`NOERROR aa\n${soa}`);
    expect(dig(answerer, `alias.x TYPE${type}`)).toBe(
      `NOERROR aa\nan alias.x. 60 ${cname}\n${soa}`,
    );
    expect(dig(answerer, `q.wild.x TYPE${type}`)).toBe(
      `NOERROR aa\nan q.wild.x. 60 ${cname}\n${soa}`,
    );
    expect(dig(answerer, `no.x TYPE${type}`)).toBe(`NXDOMAIN aa\n${soa}`);
  });
});
