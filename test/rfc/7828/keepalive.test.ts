/** RFC 7828 §3: the TCP keepalive option. */
import { describe, expect, it } from "vitest";
import { ask, makeAnswerer, readZone } from "../../answerer.js";

const zone = readZone("x. 60 SOA ns.x. h.x. 1 2 3 4 5\nx. 60 NS ns.x.\n");
const answerer = makeAnswerer([zone], { tcpKeepaliveDeciseconds: 300 });
const keepalive = 11;
const asking = (data = "") => ({ edns: { options: [[keepalive, data]] as const } });

describe("RFC 7828", () => {
  it("§3.3.2: over TCP the response says how long, in units of 100 ms", () => {
    const got = ask(answerer, "x", "SOA", { ...asking(), via: "tcp" });
    expect(got.opt?.options.get(keepalive)).toBe("012c");
  });

  it("§3.3.2: not over UDP, and not unasked", () => {
    expect(ask(answerer, "x", "SOA", asking()).opt?.options.size).toBe(0);
    expect(ask(answerer, "x", "SOA", { edns: {}, via: "tcp" }).opt?.options.size).toBe(0);
  });

  it.each(["", "00", "0001", "000102"])("§3.3.1: over UDP it is ignored, also as %j", (data) => {
    const got = ask(answerer, "x", "SOA", asking(data));
    expect([got.rcode, got.opt?.options.size]).toEqual([0, 0]);
  });

  it("§3.1: a timeout has two octets or is absent", () => {
    expect(ask(answerer, "x", "SOA", { ...asking("00"), via: "tcp" }).rcode).toBe(1);
    expect(ask(answerer, "x", "SOA", { ...asking("0001"), via: "tcp" }).rcode).toBe(0);
  });
});
