/** RFC 4343: names compare without case, the question keeps its case, and only ASCII is folded. */
import { describe, expect, it } from "vitest";
import { ask } from "../../answerer.js";
import { dig, serve } from "../../dig.js";

const answerer = serve(
  `ExAmPle.com. 60 SOA ns.example.com. h.example.com. 1 2 3 4 5
   example.COM. 60 NS ns.example.com.
   WWW.example.com. 60 A 192.0.2.1
   *.wild.example.com. 60 TXT "w"
   \\195\\132.example.com. 60 TXT "not folded"`,
);

describe("RFC 4343", () => {
  it.each(["www.example.com", "WWW.EXAMPLE.COM", "wWw.eXaMpLe.CoM"])(
    "answers %s alike, with the question and the owner as they were asked",
    (qname) => {
      const got = ask(answerer, qname, "A");
      expect(got.question?.name).toBe(`${qname}.`);
      expect(got.answer.map(({ owner, rdata }) => [owner, rdata])).toEqual([
        [`${qname}.`, "c0000201"],
      ]);
    },
  );

  it("keeps the case of the question for wildcards and negative answers too", () => {
    expect(ask(answerer, "Any.WILD.example.com", "TXT").answer[0]?.owner).toBe(
      "Any.WILD.example.com.",
    );
    expect(ask(answerer, "NoThing.example.com", "A").question?.name).toBe("NoThing.example.com.");
  });

  it("§2.1: folds no octet outside ASCII", () => {
    expect(dig(answerer, "\\195\\132.example.com TXT")).toContain("not folded");
    expect(dig(answerer, "\\227\\164.example.com TXT")).toContain("NXDOMAIN");
    expect(dig(answerer, "\\195\\164.example.com TXT")).toContain("NXDOMAIN");
  });
});
