/** RFC 3597 §3 and §4: unknown types are octets, and names in newer types are not compressed. */
import { describe, expect, it } from "vitest";
import { ask, exchange } from "../../answerer.js";
import { dig, serve } from "../../dig.js";
import { queryBytes } from "../../query.js";

const answerer = serve(
  `example.com. 60 SOA ns.example.com. h.example.com. 1 2 3 4 5
   example.com. 60 NS ns.example.com.
   any.example.com. 60 TYPE65280 \\# 4 0a000001
   *.w.example.com. 60 TYPE65280 \\# 2 c00c
   known.example.com. 60 A \\# 4 c0000201
   _s._tcp.example.com. 60 SRV 0 0 1 target.example.com.
   mx.example.com. 60 MX 1 target.example.com.`,
);
const targetInFull = Buffer.from("\u0006target\u0007example\u0003com\u0000", "latin1");
const holds = (qname: string, qtype: string) =>
  Buffer.from(exchange(answerer, queryBytes(qname, qtype))!).includes(targetInFull);

describe("RFC 3597", () => {
  it("§3: RDATA of an unknown type is sent as it is", () => {
    expect(ask(answerer, "any.example.com", 65_280).answer[0]?.rdata).toBe("0a000001");
  });

  it("§3: octets that look like a pointer stay what they are, below a wildcard too", () => {
    expect(ask(answerer, "some.long.name.w.example.com", 65_280).answer[0]?.rdata).toBe("c00c");
  });

  it("§5: known types may be written in the generic form", () => {
    expect(dig(answerer, "known.example.com A")).toBe(
      "NOERROR aa\nan known.example.com. 60 A 192.0.2.1",
    );
  });

  it("§4: the target of SRV is not compressed, that of MX is", () => {
    expect(holds("_s._tcp.example.com", "SRV")).toBe(true);
    expect(holds("mx.example.com", "MX")).toBe(false);
  });
});
