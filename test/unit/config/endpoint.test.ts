import { describe, expect, it } from "vitest";
import { formatEndpoint, isLoopback, parseEndpoint } from "../../../src/config/endpoint.js";

describe("parseEndpoint", () => {
  it.each([
    ["127.0.0.1:5300", { address: "127.0.0.1", port: 5300 }],
    ["[::1]:53", { address: "::1", port: 53 }],
    ["0.0.0.0:0", { address: "0.0.0.0", port: 0 }],
    ["[2001:db8::1]:65535", { address: "2001:db8::1", port: 65_535 }],
  ])("reads %s, and writes it the same", (text, endpoint) => {
    expect(parseEndpoint(text)).toEqual({ kind: "endpoint", endpoint });
    expect(formatEndpoint(endpoint)).toBe(text);
  });

  it.each([
    ["localhost:53", "write 127.0.0.1:53 or [::1]:53"],
    ["ns1.example.com:53", "write an address, not a name"],
    ["127.0.0.1", "add a port: 127.0.0.1:5300"],
    ["::1", "add a port: [::1]:5300"],
    ["2001:db8::1:53", "[2001:db8::1]:53"],
    ["127.0.0.1:65536", "0 to 65535"],
    ["127.0.0.1:", "0 to 65535"],
    ["127.0.0.1:-1", "0 to 65535"],
    ["127.0.0.1:5e1", "0 to 65535"],
    ["[127.0.0.1]:53", "write an address"],
    ["127.0.0.256:53", "write an address"],
    [":53", "write an address"],
    ["", "write 127.0.0.1:5300"],
    ["127.0.0.1:53:53", "write 127.0.0.1:5300"],
  ])("refuses %j and hints at the remedy", (text, hint) => {
    const result = parseEndpoint(text);
    expect(result.kind).toBe("error");
    if (result.kind === "error") expect(result.hint).toContain(hint);
  });
});

it("tells loopback addresses from others", () => {
  expect(["127.0.0.1", "127.1.2.3", "::1"].every(isLoopback)).toBe(true);
  expect(
    ["0.0.0.0", "::", "192.0.2.1", "2001:db8::1", "127.0.0.1.evil.example"].some(isLoopback),
  ).toBe(false);
});
