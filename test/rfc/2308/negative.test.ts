/** RFC 2308 §2, §3, §5: negative answers carry the SOA, with the TTL to cache them for. */
import { describe, expect, it } from "vitest";
import { dig, serve } from "../../dig.js";

const zone = (soaTtl: number, minimum: number) =>
  `x. ${soaTtl} SOA ns.x. h.x. 1 2 3 4 ${minimum}\nx. 60 NS ns.x.\na.x. 60 A 192.0.2.1\n`;

describe("RFC 2308 §3: the lesser of the SOA's TTL and its MINIMUM", () => {
  it.each([
    ["MINIMUM is less", 3600, 300, 300],
    ["the TTL is less", 120, 300, 120],
    ["no negative caching at all", 3600, 0, 0],
  ])("%s", (_, soaTtl, minimum, expected) => {
    const answerer = serve(zone(soaTtl, minimum));
    const soa = `ns x. ${expected} SOA ns.x. h.x. 1 2 3 4 ${minimum}`;
    expect(dig(answerer, "nothing.x A")).toBe(`NXDOMAIN aa\n${soa}`);
    expect(dig(answerer, "a.x AAAA")).toBe(`NOERROR aa\n${soa}`);
  });

  it("leaves the SOA's own TTL when the SOA is the answer", () => {
    expect(dig(serve(zone(3600, 300)), "x SOA")).toBe(
      "NOERROR aa\nan x. 3600 SOA ns.x. h.x. 1 2 3 4 300",
    );
  });
});
