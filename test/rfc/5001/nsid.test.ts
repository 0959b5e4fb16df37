/** RFC 5001 §2: the server's name for itself, when asked. */
import { describe, expect, it } from "vitest";
import { ask, makeAnswerer, readZone } from "../../answerer.js";

const zone = readZone("x. 60 SOA ns.x. h.x. 1 2 3 4 5\nx. 60 NS ns.x.\n");
const named = makeAnswerer([zone], { nsid: Uint8Array.from(Buffer.from("node-1")) });
const asking = { edns: { options: [[3, ""]] as const } };

describe("RFC 5001", () => {
  it("is told when asked", () => {
    const data = ask(named, "x", "SOA", asking).opt?.options.get(3);
    expect(Buffer.from(data ?? "", "hex").toString()).toBe("node-1");
  });

  it("is not told when not asked, or when there is none", () => {
    expect(ask(named, "x", "SOA", { edns: {} }).opt?.options.size).toBe(0);
    expect(ask(makeAnswerer([zone]), "x", "SOA", asking).opt?.options.size).toBe(0);
  });

  it("an NSID that would burst 512 octets is left out", () => {
    const long = makeAnswerer([zone], { nsid: new Uint8Array(500) });
    const options = { edns: { ...asking.edns, payload: 512 } };
    const got = ask(long, `${"a".repeat(63)}.example`, "A", options);
    expect([got.rcode, got.length <= 512]).toEqual([5, true]);
  });
});
