/** RFC 8482 §4.1: ANY is answered with one RRset. */
import { describe, expect, it } from "vitest";
import { dig, serve } from "../../dig.js";

const answerer = serve(
  `x. 60 SOA ns.x. h.x. 1 2 3 4 5
   x. 60 NS ns.y.
   many.x. 60 TXT "t"
   many.x. 60 A 192.0.2.1
   many.x. 60 A 192.0.2.2
   alias.x. 60 CNAME many.x.
   *.w.x. 60 MX 5 many.x.
   below.empty.x. 60 A 192.0.2.3`,
);

describe("RFC 8482 §4.1", () => {
  it.each([
    [
      "the RRset with the lowest TYPE, whole",
      "many.x ANY",
      "NOERROR aa\nan many.x. 60 A 192.0.2.1\nan many.x. 60 A 192.0.2.2",
    ],
    ["an alias is not followed", "alias.x ANY", "NOERROR aa\nan alias.x. 60 CNAME many.x."],
    ["the apex", "x ANY", "NOERROR aa\nan x. 60 NS ns.y."],
    [
      "a wildcard, with its additional data",
      "q.w.x ANY",
      "NOERROR aa\nan q.w.x. 60 MX 5 many.x.\nar many.x. 60 A 192.0.2.1\nar many.x. 60 A 192.0.2.2",
    ],
    ["no data", "empty.x ANY", "NOERROR aa\nns x. 5 SOA ns.x. h.x. 1 2 3 4 5"],
    ["no name", "none.x ANY", "NXDOMAIN aa\nns x. 5 SOA ns.x. h.x. 1 2 3 4 5"],
  ])("%s", (_, question, expected) => {
    expect(dig(answerer, question)).toBe(expected);
  });
});
