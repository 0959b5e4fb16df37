import { describe, expect, it } from "vitest";
import { addressFromText } from "../../../src/base/ip.js";
import { ClientLimiter } from "../../../src/net/client-limiter.js";

const address = (text: string) => addressFromText(text)!;

describe("the client limiter", () => {
  it("counts an IPv4 address and an IPv6 /56 as one client each", () => {
    const limiter = new ClientLimiter(2);
    expect(limiter.take(address("192.0.2.1"))).toBe(true);
    expect(limiter.take(address("192.0.2.1"))).toBe(true);
    expect(limiter.take(address("192.0.2.1"))).toBe(false);
    expect(limiter.take(address("192.0.2.2"))).toBe(true);
    expect(limiter.take(address("2001:db8:0:1::1"))).toBe(true);
    expect(limiter.take(address("2001:db8:0:ff::2"))).toBe(true);
    expect(limiter.take(address("2001:db8:0:12::3"))).toBe(false);
    expect(limiter.take(address("2001:db8:0:100::3"))).toBe(true);
  });
  it("forgets clients that hold nothing", () => {
    const limiter = new ClientLimiter(1);
    limiter.take(address("192.0.2.1"));
    limiter.release(address("192.0.2.1"));
    expect(limiter.clients).toBe(0);
    expect(limiter.take(address("192.0.2.1"))).toBe(true);
  });
});
