/** RFC 4892 and its custom: the server about itself, in class CH. */
import { describe, expect, it } from "vitest";
import { ask, makeAnswerer, readZone } from "../../answerer.js";
import { dig } from "../../dig.js";

const zone = readZone("x. 60 SOA ns.x. h.x. 1 2 3 4 5\nx. 60 NS ns.x.\n");
const open = makeAnswerer([zone], {
  chaos: { version: "fivenines", hostname: "node-1", id: null },
});
const chaos = { qclass: 3 };

describe("class CH", () => {
  it.each([
    ["version.bind", "fivenines"],
    ["VERSION.BIND", "fivenines"],
    ["version.server", "fivenines"],
    ["hostname.bind", "node-1"],
  ])("%s is told as configured", (qname, text) => {
    const got = ask(open, qname, "TXT", chaos);
    expect([got.rcode, got.flags.aa, got.answer.length]).toEqual([0, true, 1]);
    expect(got.answer[0]).toEqual(
      expect.objectContaining({ owner: `${qname}.`, class: 3, ttl: 0, type: "TXT" }),
    );
    expect(Buffer.from(got.answer[0]!.rdata, "hex").subarray(1).toString()).toBe(text);
  });

  it.each(["id.server TXT", "authors.bind TXT", "version.bind A", "x SOA", "bind TXT"])(
    "%s is refused",
    (question) => {
      expect(dig(open, question, chaos)).toBe("REFUSED");
    },
  );

  it.each(["version.bind TXT", "hostname.bind TXT", "id.server TXT", "version.server TXT"])(
    "%s is refused unless configured",
    (question) => {
      expect(dig(makeAnswerer([zone]), question, chaos)).toBe("REFUSED");
    },
  );

  it("is answered with EDNS too", () => {
    const got = ask(open, "version.bind", "TXT", { ...chaos, edns: {} });
    expect([got.answer.length, got.opt?.version]).toEqual([1, 0]);
  });
});
