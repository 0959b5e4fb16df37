import { describe, expect, test } from "vitest";
import { locatePart, type RecordPart } from "../../../src/zone/locate.js";

/** The text that a part covers, and its place, for an entry that starts in line 7. */
function located(entry: string, part: RecordPart): string {
  const { line, column, endColumn } = locatePart(new TextEncoder().encode(entry), 7, part);
  const text = entry.split("\n")[line - 7] ?? "";
  return `${line}:${column} ${Buffer.from(text).subarray(column - 1, endColumn - 1)}`;
}

describe("a part of a record", () => {
  const plain = "www 3600 IN MX 10 mail ; the mail host\nnext A 192.0.2.1\n";

  test("is its owner, TTL, type, or a word of its RDATA", () => {
    expect(located(plain, "owner")).toBe("7:1 www");
    expect(located(plain, "ttl")).toBe("7:5 3600");
    expect(located(plain, "type")).toBe("7:13 MX");
    expect(located(plain, "rdata")).toBe("7:16 10");
    expect(located(plain, 1)).toBe("7:19 mail");
  });

  test("is found with class and TTL in either order, or neither", () => {
    expect(located("www IN 3600 A 192.0.2.1\n", "ttl")).toBe("7:8 3600");
    expect(located("www A 192.0.2.1\n", "ttl")).toBe("7:5 A");
    expect(located("www CLASS1 1h A 192.0.2.1\n", 0)).toBe("7:17 192.0.2.1");
  });

  test("is found where the owner is left out", () => {
    expect(located("\tMX 10 mail\n", "type")).toBe("7:2 MX");
    expect(located("  5 IN MX 10 mail\n", 1)).toBe("7:14 mail");
  });

  test("is found on a later line, and with its quotes", () => {
    const entry = '@ TXT ( "one" ; first\n   "two" )\n';
    expect(located(entry, 0)).toBe('7:9 "one"');
    expect(located(entry, 1)).toBe('8:4 "two"');
  });

  test("is found by the name of a service parameter", () => {
    const entry = "@ HTTPS 1 . port=443 ALPN=h2,h3\n";
    expect(located(entry, "alpn=")).toBe("7:22 ALPN=h2,h3");
    expect(located(entry, "ipv4hint=")).toBe("7:9 1");
  });

  test("is what $GENERATE makes it of", () => {
    const entry = "$GENERATE 1-9 host-$ 60 A 192.0.2.$\n";
    expect(located(entry, "owner")).toBe("7:15 host-$");
    expect(located(entry, 0)).toBe("7:27 192.0.2.$");
  });

  test("is as much as can be found of an entry that is broken", () => {
    expect(located('www TXT "no end\n', 0)).toBe("7:5 TXT");
    expect(located("www WHAT 1\n", 0)).toBe("7:5 WHAT");
    expect(located("", "owner")).toBe("7:1 ");
  });
});
