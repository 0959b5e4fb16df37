/** RFC 7830 §4 and RFC 8467 §4.1: responses are padded if the query was, over TCP only. */
import { describe, expect, it } from "vitest";
import { ask } from "../../answerer.js";
import { serve } from "../../dig.js";

const answerer = serve(
  `x. 60 SOA ns.x. h.x. 1 2 3 4 5
   x. 60 NS ns.x.
   ${Array.from({ length: 60 }, (_, i) => `many.x. 60 A 192.0.2.${i}`).join("\n")}`,
);
const padded = { edns: { options: [[12, "0000"]] as const } };

describe("padding", () => {
  it.each([
    ["x", "SOA", 468],
    ["many.x", "A", 1404],
    ["none.x", "A", 468],
  ])("%s %s fills a multiple of 468 octets", (qname, qtype, length) => {
    expect(ask(answerer, qname, qtype, { ...padded, via: "tcp" }).length).toBe(length);
  });

  it("is not used over UDP, where it would only amplify", () => {
    expect(ask(answerer, "x", "SOA", padded).opt?.options.size).toBe(0);
  });

  it("is not used unasked", () => {
    expect(ask(answerer, "x", "SOA", { edns: {}, via: "tcp" }).opt?.options.size).toBe(0);
  });
});
