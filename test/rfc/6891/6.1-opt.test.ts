/** RFC 6891 §6: the OPT record of queries and responses. */
import { describe, expect, it } from "vitest";
import { ask, exchange } from "../../answerer.js";
import { serve } from "../../dig.js";
import { decodeMessage } from "../../message-decoder.js";
import { type EdnsOptions, optBytes, queryBytes } from "../../query.js";

const answerer = serve("x. 60 SOA ns.x. h.x. 1 2 3 4 5\nx. 60 NS ns.x.\n");

/** A query for "x SOA" with these octets as `count` additional records. */
function withAdditional(count: number, ...records: readonly number[][]): Uint8Array {
  const bytes = [...queryBytes("x", "SOA"), ...records.flat()];
  bytes[11] = count;
  return Uint8Array.from(bytes);
}

function answer(query: Uint8Array) {
  return decodeMessage(exchange(answerer, query)!);
}

const record = [0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 192, 0, 2, 1];

describe("RFC 6891 §6.1.1", () => {
  it("an OPT may stand anywhere among the additional records", () => {
    expect(answer(withAdditional(3, record, optBytes({}), record)).opt).not.toBeNull();
    expect(answer(withAdditional(1, record)).opt).toBeNull();
  });

  it("two are FORMERR", () => {
    expect(answer(withAdditional(2, optBytes({}), optBytes({}))).rcode).toBe(1);
  });

  it("one whose name is not the root is FORMERR", () => {
    expect(answer(withAdditional(1, [1, 97, ...optBytes({})])).rcode).toBe(1);
  });

  it("one in the authority section is FORMERR", () => {
    const query = withAdditional(0, optBytes({}));
    query[9] = 1;
    expect(answer(query).rcode).toBe(1);
  });
});

describe("RFC 6891 §6.1.2: options", () => {
  const ednsOf = (options: EdnsOptions["options"]) => ({ edns: { options: options ?? [] } });

  it("unknown ones are ignored and not sent back", () => {
    const got = ask(
      answerer,
      "x",
      "SOA",
      ednsOf([
        [65_001, "00112233"],
        [8, "0001000000"],
      ]),
    );
    expect([got.rcode, got.opt?.options.size]).toEqual([0, 0]);
  });

  it.each([
    ["longer than OPT", [0, 100, 0, 9, 1]],
    ["without a length", [0, 100, 0]],
  ])("one %s is FORMERR", (_, rdata) => {
    const opt = optBytes({});
    opt[opt.length - 1] = rdata.length;
    expect(answer(withAdditional(1, [...opt, ...rdata])).rcode).toBe(1);
  });
});

describe("RFC 6891 §6.1.3", () => {
  it.each([1, 2, 100, 255])("version %i is BADVERS, and the response says version 0", (version) => {
    const got = ask(answerer, "x", "SOA", { edns: { version } });
    expect([got.rcode, got.opt?.version, got.answer.length]).toEqual([16, 0, 0]);
  });

  it("options of another version are not read: they might be laid out otherwise", () => {
    const opt = optBytes({ version: 1 });
    opt[opt.length - 1] = 1;
    expect(answer(withAdditional(1, [...opt, 255])).rcode).toBe(16);
  });
});

describe("RFC 6891 §6.1.4 and RFC 3225 §3: flags", () => {
  it.each([
    [0x8000, 0x8000],
    [0xffff, 0x8000],
    [0x7fff, 0],
  ])("%i gets %i", (flags, expected) => {
    expect(ask(answerer, "x", "SOA", { edns: { flags } }).opt?.flags).toBe(expected);
  });
});
