import { describe, expect, it } from "vitest";
import {
  isWildcard,
  listenAddressFromText,
  listenAddressToText,
} from "../../../src/net/listen-address.js";

describe("a listen address", () => {
  it.each(["127.0.0.1:53", "0.0.0.0:0", "[::1]:5300", "[2001:db8::1]:65535"])(
    "reads %s",
    (text) => {
      expect(listenAddressToText(listenAddressFromText(text)!)).toBe(text);
    },
  );
  it.each([
    "127.0.0.1",
    "::1:53",
    "[127.0.0.1]:53",
    "127.0.0.1:65536",
    "localhost:53",
    ":53",
    "[::1]:",
  ])("does not take %s", (text) => {
    expect(listenAddressFromText(text)).toBeUndefined();
  });
  it("knows the wildcards", () => {
    const wild = ["0.0.0.0:53", "[::]:53", "127.0.0.1:53", "[::1]:53"];
    expect(wild.map((text) => isWildcard(listenAddressFromText(text)!))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
