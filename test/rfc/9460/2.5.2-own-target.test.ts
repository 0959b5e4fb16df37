/** RFC 9460 §2.5.2 and §4.1: a TargetName of "." is the owner, and its addresses help. */
import { describe, expect, it } from "vitest";
import { dig, serve } from "../../dig.js";

const answerer = serve(
  `x. 60 SOA ns.x. h.x. 1 2 3 4 5
   x. 60 NS ns.y.
   x. 60 A 192.0.2.1
   own.x. 60 HTTPS 1 . alpn=h2
   own.x. 60 A 192.0.2.2
   *.x. 60 HTTPS 1 . alpn=h2
   *.x. 60 HTTPS 2 x. alpn=h3
   *.x. 60 A 192.0.2.3
   *.x. 60 AAAA 2001:db8::3\n`,
  `y. 60 SOA ns.y. h.y. 1 2 3 4 5
   y. 60 NS ns.y.
   www.y. 60 CNAME shop.x.\n`,
  `z. 60 SOA ns.z. h.z. 1 2 3 4 5
   z. 60 NS ns.y.
   *.z. 60 HTTPS 1 *.z. alpn=h2
   *.z. 60 A 192.0.2.4\n`,
);

/** Owner and type of each additional record. */
const additional = (question: string) =>
  dig(answerer, question)
    .split("\n")
    .filter((line) => line.startsWith("ar "))
    .map((line) => line.replace(/^ar (\S+) \d+ (\S+) .*/, "$1 $2"))
    .sort();

describe('the additional data of a TargetName of "."', () => {
  it("is the owner's addresses", () => {
    expect(additional("own.x. HTTPS")).toEqual(["own.x. A"]);
  });

  for (const name of ["shop.x.", "a.much.deeper.x."])
    it(`is, at a wildcard, under the name asked for: ${name}`, () => {
      expect(additional(`${name} HTTPS`)).toEqual([`${name} A`, `${name} AAAA`, "x. A"]);
    });

  it("is not meant by a target that is spelt like the wildcard", () => {
    expect(additional("shop.z. HTTPS")).toEqual(["*.z. A", "*.z. HTTPS"]);
  });

  it("is so at the end of an alias from another zone, which the general resolver follows", () => {
    expect(additional("www.y. HTTPS")).toEqual(["shop.x. A", "shop.x. AAAA", "x. A"]);
  });
});
