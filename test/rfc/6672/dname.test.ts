/** RFC 6672 §2.2, §2.3, §3.1, §3.2: DNAME and what is synthesised from it. */
import { describe, expect, it } from "vitest";
import { nameFromText } from "../../../src/dns/name-text.js";
import { ask } from "../../answerer.js";
import { dig, lines, serve } from "../../dig.js";

const long = (octets: number) => {
  const labels: string[] = [];
  for (let left = octets; left > 1; left -= 51) labels.push("l".repeat(Math.min(50, left - 1)));
  return labels.join(".");
};

const answerer = serve(
  `x. 3600 SOA ns.x. h.x. 1 2 3 4 300
   x. 3600 NS ns.x.
   old.x. 600 DNAME new.x.
   old.x. 600 TXT "at the owner"
   host.new.x. 60 A 192.0.2.1
   away.x. 600 DNAME y.
   far.x. 600 DNAME elsewhere.test.
   grow.x. 600 DNAME more.grow.x.
   long.x. 600 DNAME ${long(200)}.x.
   to.x. 60 CNAME host.old.x.
   *.wild.x. 60 DNAME new.x.
   cut.x. 60 NS ns.y.
   cut.x. 60 DNAME new.x.`,
  `y. 3600 SOA ns.y. h.y. 1 2 3 4 300
   y. 3600 NS ns.y.
   host.y. 60 A 192.0.2.2`,
);

describe("RFC 6672", () => {
  it.each([
    [
      "§3.1: the CNAME has the DNAME's TTL, and the answer goes on behind it",
      "host.old.x A",
      `NOERROR aa
       an old.x. 600 DNAME new.x.
       an host.old.x. 600 CNAME host.new.x.
       an host.new.x. 60 A 192.0.2.1`,
    ],
    [
      "§2.2: the new name may lie in another zone",
      "host.away.x A",
      `NOERROR aa
       an away.x. 600 DNAME y.
       an host.away.x. 600 CNAME host.y.
       an host.y. 60 A 192.0.2.2`,
    ],
    [
      "the new name may lie in a zone that is not served",
      "a.far.x A",
      `NOERROR aa
       an far.x. 600 DNAME elsewhere.test.
       an a.far.x. 600 CNAME a.elsewhere.test.`,
    ],
    [
      "the new name does not exist: RFC 6604 gives the last name's RCODE",
      "none.old.x A",
      `NXDOMAIN aa
       an old.x. 600 DNAME new.x.
       an none.old.x. 600 CNAME none.new.x.
       ns x. 300 SOA ns.x. h.x. 1 2 3 4 300`,
    ],
    [
      "§2.3: the owner itself is not substituted",
      "old.x TXT",
      'NOERROR aa\nan old.x. 600 TXT "at the owner"',
    ],
    ["a query for the DNAME", "old.x DNAME", "NOERROR aa\nan old.x. 600 DNAME new.x."],
    [
      "the synthesised CNAME is the answer to QTYPE CNAME",
      "none.old.x CNAME",
      `NOERROR aa
       an old.x. 600 DNAME new.x.
       an none.old.x. 600 CNAME none.new.x.`,
    ],
    [
      "QTYPE ANY goes on behind it",
      "host.old.x ANY",
      `NOERROR aa
       an old.x. 600 DNAME new.x.
       an host.old.x. 600 CNAME host.new.x.
       an host.new.x. 60 A 192.0.2.1`,
    ],
    [
      "a CNAME may lead to a name below a DNAME",
      "to.x A",
      `NOERROR aa
       an to.x. 60 CNAME host.old.x.
       an old.x. 600 DNAME new.x.
       an host.old.x. 600 CNAME host.new.x.
       an host.new.x. 60 A 192.0.2.1`,
    ],
    [
      "§3.3: at a wildcard it is data only",
      "q.wild.x DNAME",
      "NOERROR aa\nan q.wild.x. 60 DNAME new.x.",
    ],
    ["a cut at the same owner goes first", "a.cut.x A", "NOERROR\nns cut.x. 60 NS ns.y."],
  ])("%s", (_, question, expected) => {
    expect(dig(answerer, question)).toBe(lines(expected));
  });

  it("§2.2: a name that grows too long is YXDOMAIN, with the DNAME and no CNAME", () => {
    const question = `${long(100)}.long.x A`;
    const text = dig(answerer, question);
    expect(text.split("\n")[0]).toBe("YXDOMAIN aa");
    expect(text.match(/^an /gm)?.length).toBe(1);
    expect(text).toContain("an long.x. 600 DNAME ");
  });

  it("a DNAME that leads below itself ends after the limit of aliases, each shown once", () => {
    const text = dig(answerer, "a.grow.x A", { via: "tcp" });
    expect(text.startsWith("NOERROR aa")).toBe(true);
    expect(text.match(/ CNAME /g)?.length).toBe(16);
    expect(text.match(/ DNAME /g)?.length).toBe(1);
  });

  it("§5.3.1: the DNAME's target is not compressed, but the names behind it point into it", () => {
    const got = ask(answerer, "a.long.x", "A");
    const target = nameFromText(`${long(200)}.x.`)!.length;
    expect([got.rcode, got.flags.tc, got.answer.length, got.authority.length]).toEqual([
      3,
      false,
      2,
      1,
    ]);
    // Question; DNAME with an owner that is a pointer; CNAME: pointer, one label and a pointer.
    expect(got.answer[1]!.rdata.length / 2).toBe(2 + target);
    expect(got.length).toBeLessThan(12 + 14 + (12 + target) + (12 + 4) + 60);
  });

  it("keeps the case of the labels that stay", () => {
    expect(dig(answerer, "HoSt.old.x A")).toContain("CNAME HoSt.new.x.");
  });
});
