/** RFC 9619 §4: a query has one question; with more it is FORMERR. */
import { describe, expect, it } from "vitest";
import { exchange } from "../../answerer.js";
import { serve } from "../../dig.js";
import { decodeMessage } from "../../message-decoder.js";
import { queryBytes } from "../../query.js";

const answerer = serve("x. 60 SOA ns.x. h.x. 1 2 3 4 5\nx. 60 NS ns.x.\n");

describe("RFC 9619", () => {
  it.each([0, 2, 3, 256, 65_535])("QDCOUNT %i is FORMERR, without a question", (count) => {
    const question = queryBytes("x", "SOA").slice(12);
    const header = [0x12, 0x34, 1, 0, count >>> 8, count & 0xff, 0, 0, 0, 0, 0, 0];
    const questions = Array.from({ length: Math.min(count, 3) }, () => [...question]).flat();
    const got = decodeMessage(exchange(answerer, Uint8Array.from([...header, ...questions]))!);
    expect([got.rcode, got.question, got.id, got.flags.rd]).toEqual([1, null, 0x1234, true]);
  });
});
