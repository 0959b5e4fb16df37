/** RFC 4035 §3.1.4.1: the DS of a delegated child belongs to the parent's side of the cut. */
import { describe, expect, it } from "vitest";
import { dig, serve } from "../../dig.js";

const digest = "AB".repeat(32);
const parent = `x. 60 SOA ns.x. h.x. 1 2 3 4 5
  x. 60 NS ns.x.
  child.x. 60 NS ns.child.x.
  child.x. 60 DS 1 8 2 ${digest}
  ns.child.x. 60 A 192.0.2.1
  unsigned.x. 60 NS ns.y.
  alias.x. 60 CNAME child.x.`;
const child = "child.x. 60 SOA ns.child.x. h.child.x. 1 2 3 4 7\nchild.x. 60 NS ns.child.x.\n";
const stranger = "own.x. 60 SOA ns.own.x. h.own.x. 1 2 3 4 9\nown.x. 60 NS ns.own.x.\n";
const ds = `an child.x. 60 DS 1 8 2 ${digest}`;
const upper = (text: string) => text.replace(/[0-9a-f]{64}/g, (hex) => hex.toUpperCase());

describe("RFC 4035 §3.1.4.1", () => {
  const both = serve(parent, child, stranger);
  it.each([
    ["the parent answers while it serves the child too", "child.x DS", `NOERROR aa\n${ds}`],
    [
      "everything else of the child is the child's",
      "child.x SOA",
      "NOERROR aa\nan child.x. 60 SOA ns.child.x. h.child.x. 1 2 3 4 7",
    ],
    [
      "a name inside the child has no DS",
      "a.child.x DS",
      "NXDOMAIN aa\nns child.x. 7 SOA ns.child.x. h.child.x. 1 2 3 4 7",
    ],
    [
      "an alias asked for DS leads to the parent too",
      "alias.x DS",
      `NOERROR aa\nan alias.x. 60 CNAME child.x.\n${ds}`,
    ],
    [
      "a delegation without DS is the parent's no data",
      "unsigned.x DS",
      "NOERROR aa\nns x. 5 SOA ns.x. h.x. 1 2 3 4 5",
    ],
    [
      "a zone that no served parent delegates answers for itself",
      "own.x DS",
      "NOERROR aa\nns own.x. 9 SOA ns.own.x. h.own.x. 1 2 3 4 9",
    ],
  ])("%s", (_, question, expected) => {
    expect(upper(dig(both, question))).toBe(expected);
  });

  it("the child alone has no data for its own DS", () => {
    expect(dig(serve(child), "child.x DS")).toBe(
      "NOERROR aa\nns child.x. 7 SOA ns.child.x. h.child.x. 1 2 3 4 7",
    );
  });

  it("the parent alone answers DS with authority and refers everything else", () => {
    const alone = serve(parent);
    expect(upper(dig(alone, "child.x DS"))).toBe(`NOERROR aa\n${ds}`);
    expect(dig(alone, "child.x A")).toBe(
      "NOERROR\nns child.x. 60 NS ns.child.x.\nar ns.child.x. 60 A 192.0.2.1",
    );
  });
});
