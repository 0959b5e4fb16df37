/** RFC 9471 §3: a referral whose glue does not fit is truncated. */
import { describe, expect, it } from "vitest";
import { ask } from "../../answerer.js";
import { serve } from "../../dig.js";

const servers = (count: number, suffix: string) =>
  Array.from({ length: count }, (_, i) => `server-with-a-long-name-${i}.${suffix}`);
const zone = (names: readonly string[]) =>
  `x. 60 SOA ns.x. h.x. 1 2 3 4 5
   x. 60 NS ns.y.
   ${names.map((name) => `child.x. 60 NS ${name}\n${name} 60 A 192.0.2.1\n${name} 60 AAAA 2001:db8::1`).join("\n")}
   sibling.x. 60 NS ns.y.\n`;

describe("RFC 9471 §3.1: in-domain glue", () => {
  const answerer = serve(zone(servers(6, "child.x.")));

  it("is complete where it fits", () => {
    const got = ask(answerer, "www.child.x", "A", { edns: { payload: 1232 } });
    expect([got.flags.tc, got.authority.length, got.additional.length]).toEqual([false, 6, 12]);
  });

  it("sets TC where it does not", () => {
    const got = ask(answerer, "www.child.x", "A");
    expect(got.flags.tc).toBe(true);
    expect(got.additional).toEqual([]);
    expect(got.length).toBeLessThanOrEqual(512);
  });

  it("is complete over TCP", () => {
    const got = ask(answerer, "www.child.x", "A", { via: "tcp" });
    expect([got.flags.tc, got.additional.length]).toEqual([false, 12]);
  });
});

describe("RFC 9471 §3.2: sibling glue", () => {
  const answerer = serve(zone(servers(6, "sibling.x.")));

  it("is there where it fits", () => {
    const got = ask(answerer, "www.child.x", "A", { edns: { payload: 1232 } });
    expect([got.flags.tc, got.additional.length]).toEqual([false, 12]);
  });

  it("may be missing without TC where it does not", () => {
    const got = ask(answerer, "www.child.x", "A");
    expect([got.flags.tc, got.authority.length]).toEqual([false, 6]);
    expect(got.additional.length).toBeLessThan(12);
  });
});
