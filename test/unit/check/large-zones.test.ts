/** Faults of zones that are too large to be fixtures. */
import { describe, expect, it } from "vitest";
import { ZoneChecker } from "../../../src/check/zone-checker.js";
import { memoryFiles } from "../../../src/zone/zone-text.js";
import { rules } from "../../../validators/registry.js";

const head = `$ORIGIN example.com.
$TTL 3600
@ SOA ns1.example.net. hostmaster.example.net. 2026112201 14400 3600 1209600 3600
@ NS ns1.example.net.
@ NS ns2.example.net.
`;

function errorsOf(records: string): string[] {
  const path = "/zones/example.com.zone";
  const files = memoryFiles({ [path]: Buffer.from(head + records, "latin1") });
  const checker = new ZoneChecker({ files, rules, now: Date.UTC(2026, 10, 22) / 1000 });
  return checker
    .check({ path, root: "/zones" })
    .diagnostics.filter(({ severity }) => severity === "error")
    .map(({ code, line, column }) => `${code} ${line}:${column}`);
}

describe("a zone file", () => {
  it("with a word longer than any record is told so, at the word", () => {
    const errors = errorsOf(`www TXT ${"a".repeat(1_000_000)}\nmail A 192.0.2.25\n`);
    expect(errors).toEqual(["token-too-long 6:9"]);
  });

  it("with a record of more than 65,535 octets is told so, at its data", () => {
    const strings = `"${"a".repeat(255)}" `.repeat(257);
    expect(errorsOf(`www TXT ${strings}\n`)).toEqual(["rdata-too-long 6:9"]);
  });
});
