/** RFC 8914: what the RCODE alone does not tell. */
import { describe, expect, it } from "vitest";
import { ask } from "../../answerer.js";
import { serve } from "../../dig.js";

const answerer = serve("x. 60 SOA ns.x. h.x. 1 2 3 4 5\nx. 60 NS ns.x.\n");
const errorOption = 15;

describe("RFC 8914", () => {
  it("§4.21: Not Authoritative (20) for a name of no zone", () => {
    const got = ask(answerer, "example.net", "A", { edns: {} });
    expect(got.rcode).toBe(5);
    expect(got.opt?.options.get(errorOption)).toBe("0014");
  });

  it("§4.22: Not Supported (21) for a zone transfer", () => {
    const got = ask(answerer, "x", 252, { edns: {}, via: "tcp" });
    expect(got.rcode).toBe(5);
    expect(got.opt?.options.get(errorOption)).toBe("0015");
  });

  it("§3: only where the query has EDNS", () => {
    const got = ask(answerer, "example.net", "A");
    expect(got.rcode).toBe(5);
    expect(got.opt).toBeNull();
  });

  it("and never with an answer", () => {
    expect(ask(answerer, "x", "SOA", { edns: {} }).opt?.options.size).toBe(0);
  });
});
