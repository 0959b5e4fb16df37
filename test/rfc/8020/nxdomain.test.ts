/** RFC 8020 §2: NXDOMAIN means that nothing is below, so a name with descendants never gets it. */
import { describe, expect, it } from "vitest";
import { dig, serve } from "../../dig.js";

const answerer = serve(
  "x. 60 SOA ns.x. h.x. 1 2 3 4 5\nx. 60 NS ns.x.\na.b.c.x. 60 A 192.0.2.1\nns.cut.d.x. 60 A 192.0.2.2\ncut.d.x. 60 NS ns.cut.d.x.\n",
);

describe("RFC 8020", () => {
  it.each(["c.x", "b.c.x", "d.x"])("%s has descendants: no data, but it exists", (qname) => {
    expect(dig(answerer, `${qname} A`).split("\n")[0]).toBe("NOERROR aa");
  });

  it.each(["e.x", "z.c.x", "z.b.c.x", "z.a.b.c.x"])("%s has none", (qname) => {
    expect(dig(answerer, `${qname} A`).split("\n")[0]).toBe("NXDOMAIN aa");
  });
});
