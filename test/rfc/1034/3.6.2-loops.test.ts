/** RFC 1034 §3.6.2: chains should be followed, and loops must not be. */
import { describe, expect, it } from "vitest";
import { limits } from "../../../src/base/limits.js";
import { dig, lines, serve } from "../../dig.js";

const head = (apex: string) =>
  `${apex} 60 SOA ns.${apex} h.${apex} 1 2 3 4 5\n${apex} 60 NS ns.${apex}\n`;

/** n0 → n1 → … → n[length], which has an address. */
function chain(length: number): string {
  const aliases = Array.from({ length }, (_, i) => `n${i}.x. 60 CNAME n${i + 1}.x.`);
  return `${head("x.")}${aliases.join("\n")}\nn${length}.x. 60 A 192.0.2.1\n`;
}

describe("aliases that lead nowhere", () => {
  const answerer = serve(
    `${head("x.")}
     self.x. 60 CNAME self.x.
     a.x. 60 CNAME b.x.
     b.x. 60 CNAME a.x.
     out.x. 60 CNAME in.y.
     *.w.x. 60 CNAME again.w.x.`,
    `${head("y.")}
     in.y. 60 CNAME out.x.`,
  );

  it.each([
    ["itself", "self.x A", "NOERROR aa\nan self.x. 60 CNAME self.x."],
    ["a circle of two", "a.x A", "NOERROR aa\nan a.x. 60 CNAME b.x.\nan b.x. 60 CNAME a.x."],
    [
      "a circle through two zones",
      "out.x A",
      "NOERROR aa\nan out.x. 60 CNAME in.y.\nan in.y. 60 CNAME out.x.",
    ],
    [
      "a wildcard that stands for its own target",
      "first.w.x A",
      "NOERROR aa\nan first.w.x. 60 CNAME again.w.x.\nan again.w.x. 60 CNAME again.w.x.",
    ],
  ])("%s: the answer ends with what was gathered", (_, question, expected) => {
    expect(dig(answerer, question)).toBe(lines(expected));
  });

  it("follows as many aliases as the limit allows", () => {
    const text = dig(serve(chain(limits.chainStepsMax)), "n0.x A", { via: "tcp" });
    expect(text.match(/CNAME/g)?.length).toBe(limits.chainStepsMax);
    expect(text).toContain("A 192.0.2.1");
  });

  it("ends a longer chain where it stands, without an error", () => {
    const text = dig(serve(chain(limits.chainStepsMax + 1)), "n0.x A", { via: "tcp" });
    expect(text.match(/CNAME/g)?.length).toBe(limits.chainStepsMax);
    expect(text).not.toContain("A 192.0.2.1");
    expect(text.startsWith("NOERROR aa")).toBe(true);
  });
});
