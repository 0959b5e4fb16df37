/** RFC 2181 §9: TC only where something required is missing, and RRsets whole or absent. */
import { describe, expect, it } from "vitest";
import { ask } from "../../answerer.js";
import { serve } from "../../dig.js";

const addresses = (owner: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${owner} 60 A 192.0.2.${i}`).join("\n");
const answerer = serve(
  `x. 60 SOA ns.x. h.x. 1 2 3 4 5
   x. 60 NS ns.y.
   ${addresses("fits.x.", 29)}
   ${addresses("large.x.", 40)}
   ${addresses("*.wild.x.", 40)}
   alias.x. 60 CNAME large.x.
   mx.x. 60 MX 10 large.x.
   huge.x. 60 TXT ${`"${"t".repeat(250)}${'" '.repeat(1)}`}
   ${Array.from({ length: 200 }, (_, i) => `huge.x. 60 TXT "${i}${"t".repeat(240)}"`).join("\n")}`,
);

describe("RFC 2181 §9", () => {
  it("an RRset that fills 512 octets is not truncated", () => {
    const got = ask(answerer, "fits.x", "A");
    expect([got.flags.tc, got.answer.length, got.length <= 512]).toEqual([false, 29, true]);
  });

  it.each(["large.x", "q.wild.x"])("%s: one that does not fit is left out, with TC", (qname) => {
    const got = ask(answerer, qname, "A");
    expect([got.flags.tc, got.answer.length]).toEqual([true, 0]);
    expect(ask(answerer, qname, "A", { edns: {} }).answer.length).toBe(40);
  });

  it("a truncated chain has whole RRsets or none", () => {
    const got = ask(answerer, "alias.x", "A");
    expect(got.flags.tc).toBe(true);
    expect(got.answer.filter(({ type }) => type === "A").length).toBe(0);
  });

  it("additional data that does not fit is left out without TC", () => {
    const got = ask(answerer, "mx.x", "MX");
    expect([got.flags.tc, got.answer.length, got.additional.length]).toEqual([false, 1, 0]);
    expect(ask(answerer, "mx.x", "MX", { edns: {} }).additional.length).toBe(40);
  });

  it("the client's payload size counts, but never below 512 or above our own cap", () => {
    expect(ask(answerer, "fits.x", "A", { edns: { payload: 0 } }).flags.tc).toBe(false);
    expect(ask(answerer, "large.x", "A", { edns: { payload: 600 } }).flags.tc).toBe(true);
    const got = ask(answerer, "huge.x", "TXT", { edns: { payload: 65_535 } });
    expect([got.flags.tc, got.length <= 1232]).toEqual([true, true]);
  });

  it("over TCP an answer may have 64 KiB", () => {
    const got = ask(answerer, "huge.x", "TXT", { via: "tcp" });
    expect([got.flags.tc, got.answer.length, got.length > 50_000]).toEqual([false, 201, true]);
  });
});
