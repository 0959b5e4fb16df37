/** RFC 6604 §2 and §3: AA is about the first owner name, RCODE about the last. */
import { describe, expect, it } from "vitest";
import { dig, lines, serve } from "../../dig.js";

const answerer = serve(
  `x. 60 SOA ns.x. h.x. 1 2 3 4 5
   x. 60 NS ns.x.
   gone.x. 60 CNAME nothing.x.
   empty.x. 60 CNAME data.x.
   data.x. 60 A 192.0.2.1
   gone-there.x. 60 CNAME nothing.y.
   referred.x. 60 CNAME a.cut.x.
   cut.x. 60 NS ns.z.`,
  `y. 60 SOA ns.y. h.y. 1 2 3 4 7
   y. 60 NS ns.y.`,
);

describe("RFC 6604", () => {
  it.each([
    [
      "NXDOMAIN of the target",
      "gone.x A",
      "NXDOMAIN aa\nan gone.x. 60 CNAME nothing.x.\nns x. 5 SOA ns.x. h.x. 1 2 3 4 5",
    ],
    [
      "NODATA of the target",
      "empty.x TXT",
      "NOERROR aa\nan empty.x. 60 CNAME data.x.\nns x. 5 SOA ns.x. h.x. 1 2 3 4 5",
    ],
    [
      "NXDOMAIN in another zone, with that zone's SOA",
      "gone-there.x A",
      "NXDOMAIN aa\nan gone-there.x. 60 CNAME nothing.y.\nns y. 7 SOA ns.y. h.y. 1 2 3 4 7",
    ],
    [
      "a referral at the end",
      "referred.x A",
      "NOERROR aa\nan referred.x. 60 CNAME a.cut.x.\nns cut.x. 60 NS ns.z.",
    ],
  ])("%s", (_, question, expected) => {
    expect(dig(answerer, question)).toBe(lines(expected));
  });
});
