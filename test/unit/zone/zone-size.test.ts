import { expect, test } from "vitest";
import { readZoneText } from "../../../src/zone/zone-text.js";

const head = "$ORIGIN example.com.\n$TTL 60\n@ SOA ns h 1 2 3 4 5\n@ NS ns\n";
const hosts = Array.from({ length: 100 }, (_, i) => `host-${i} A 192.0.2.1\n`).join("");

test("a zone that outgrows its bound is refused at the record that does it, and read no further", () => {
  const broken = `${head}${hosts}late A 192.0.2.999\n`;
  const { zone, diagnostics } = readZoneText(broken, { zoneBytesMax: 1000 });
  expect(zone).toBeNull();
  expect(diagnostics.map(({ code }) => code)).toEqual(["zone-too-large"]);
  const [{ line = 0, message = "" } = {}] = diagnostics;
  expect(line).toBeGreaterThan(20);
  expect(line).toBeLessThan(100);
  expect(message).toContain("more than 1000 octets");
});

test("a zone within its bound is read to its end", () => {
  const { zone, diagnostics } = readZoneText(`${head}${hosts}`, { zoneBytesMax: 10_000 });
  expect(diagnostics).toEqual([]);
  expect(zone?.recordCount).toBe(102);
});
