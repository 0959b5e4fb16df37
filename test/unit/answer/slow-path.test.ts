import { expect, test } from "vitest";
import { ask } from "../../answerer.js";
import { serve } from "../../dig.js";

const servers = 1200;

test("a referral with more than a thousand servers has each record once", () => {
  const numbers = Array.from({ length: servers }, (_, i) => i);
  const answerer = serve(
    [
      "x. 60 SOA ns.x. h.x. 1 2 3 4 5",
      "x. 60 NS ns.x.",
      ...numbers.map((i) => `cut.x. 60 NS n${i}.cut.x.`),
      ...numbers.map((i) => `n${i}.cut.x. 60 A 10.0.${i >> 8}.${i & 255}`),
    ].join("\n"),
  );
  // Class ANY is what the general resolver answers, whatever was prepared.
  const got = ask(answerer, "q.cut.x", "A", { qclass: 255, via: "tcp" });
  expect([got.flags.tc, got.authority.length, got.additional.length]).toEqual([
    false,
    servers,
    servers,
  ]);
  expect(new Set(got.additional.map(({ owner }) => owner)).size).toBe(servers);
});
