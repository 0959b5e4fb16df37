import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../../src/base/diagnostic.js";
import { lowerNameFromText } from "../../../src/dns/name-text.js";
import { nextSerial, serialStyleOf } from "../../../src/format/serial-style.js";
import { fixZone } from "../../../src/format/zone-fix.js";
import { memoryFiles, readZoneText } from "../../../src/zone/zone-text.js";

const path = "/zones/example.com.zone";
const now = Date.UTC(2026, 10, 22, 12) / 1000;
const soa = (serial: number | string) =>
  `@ 60 SOA ns h ( ${serial} ; serial\n 2 3 4 5 )\n@ 60 NS ns\n`;
const ns = "ns 60 A 192.0.2.1\n";

function fix(text: string, head?: string | null, more: readonly Diagnostic[] = []) {
  const { diagnostics } = readZoneText(text, { path, apex: "example.com." });
  const headZone =
    typeof head === "string" ? readZoneText(head, { apex: "example.com." }).zone : head;
  const fixed = fixZone({
    files: memoryFiles({ [path]: text }),
    zone: { path, root: "/zones", apex: lowerNameFromText("example.com.")! },
    findings: [...diagnostics, ...more],
    head: headZone,
    nowSeconds: now,
  });
  return fixed && { what: fixed.what, text: Buffer.from(fixed.after).toString("latin1") };
}

describe("fixing a zone", () => {
  it("increases a serial that stayed while the zone changed, and touches nothing else", () => {
    const head = `${soa(2026112101)}${ns}`;
    expect(fix(`${soa(2026112101)}${ns}www 60 A 192.0.2.2 ; new\n`, head)).toEqual({
      what: ["serial 2026112201"],
      text: `${soa(2026112201)}${ns}www 60 A 192.0.2.2 ; new\n`,
    });
  });

  it("leaves the serial alone if the zone did not change, is new, or has a newer one", () => {
    const head = `${soa(7)}${ns}`;
    expect(fix(head, head)).toBeUndefined();
    expect(fix(`; a comment\n${soa(7)}${ns}`, head)).toBeUndefined();
    expect(fix(`${soa(7)}${ns}`, null)).toBeUndefined();
    expect(fix(`${soa(8)}${ns}a 60 A 192.0.2.1\n`, head)).toBeUndefined();
    expect(fix(`${soa(7)}${ns}a 60 A 192.0.2.1\n`)).toBeUndefined();
  });

  it("goes on from the committed serial when the file's is older", () => {
    const fixed = fix(`${soa(2026112001)}${ns}a 60 A 192.0.2.1\n`, `${soa(2026112207)}${ns}`);
    expect(fixed?.what).toEqual(["serial 2026112208"]);
  });

  it("removes duplicates, and gives their owner to those who inherit it", () => {
    const text = `${soa(1)}${ns}a 60 A 192.0.2.1\nb 60 A 192.0.2.2\na 60 A 192.0.2.1\n  60 TXT x\n`;
    expect(fix(text)).toEqual({
      what: ["1 duplicate record removed"],
      text: `${soa(1)}${ns}a 60 A 192.0.2.1\nb 60 A 192.0.2.2\na  60 TXT x\n`,
    });
  });

  it("does not remove a duplicate whose TTL others inherit", () => {
    const text = `${soa(1)}${ns}a 60 A 192.0.2.1\nb 60 A 192.0.2.2\na 90 A 192.0.2.1\nc A 192.0.2.3\n`;
    expect(fix(text)).toBeUndefined();
  });

  it("ends the last line", () => {
    expect(fix(`${soa(1)}${ns}`.trimEnd())).toEqual({
      what: ["last line ended"],
      text: `${soa(1)}${ns}`,
    });
  });

  it("adds a final dot where the name is one of this zone, and only there", () => {
    const text = `${soa(1)}${ns}@ 60 MX 10 mx.example.com\n@ 60 MX 20 mx.example.net\n`;
    const finding = (line: number): Diagnostic => ({
      code: "missing-final-dot",
      severity: "warning",
      message: "",
      file: path,
      line,
      column: 12,
      endColumn: 26,
    });
    expect(fix(text, undefined, [finding(5), finding(6)])).toEqual({
      what: ["1 final dot added"],
      text: text.replace("mx.example.com", "mx.example.com."),
    });
  });

  it("leaves a zone with errors to its writer", () => {
    expect(fix(`${soa(1)}${ns}a 60 A 192.0.2\n`.trimEnd(), `${soa(1)}${ns}`)).toBeUndefined();
  });
});

describe("serials", () => {
  it.each([
    [2026112201, "date"],
    [1999123199, "date"],
    [2026133201, "counter"],
    [now - 1000, "time"],
    [17, "counter"],
    [0, "counter"],
    [4294967295, "counter"],
  ])("%d is of style %s", (serial, style) => expect(serialStyleOf(serial, now)).toBe(style));

  it.each([
    ["a date", [2026112101], 2026112201],
    ["today's counter", [2026112201], 2026112202],
    ["a full day", [2026112299], 2026112300],
    ["a date in the future", [2027010101], 2027010102],
    ["the time", [now - 5], now],
    ["a time in the future", [now + 100], now + 101],
    ["a counter", [17], 18],
    ["the end of the circle", [4294967295], 1],
    ["the newer of two", [5, 9], 10],
    ["the newer of two around the circle", [4294967290, 3], 4],
  ] as const)("after %s %j is %d", (_name, before, after) => {
    expect(nextSerial([...before] as [number], now)).toBe(after);
  });
});
