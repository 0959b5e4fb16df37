import { expect, test } from "vitest";
import { formatDiagnostic } from "../../../src/base/diagnostic.js";
import { printZone } from "../../../src/zone/printer.js";
import { readZoneText } from "../../../src/zone/zone-text.js";

const good = `; a comment that is longer than many windows are
$ORIGIN example.com.\r
$TTL 1h30m
@ ( SOA ns ; one
  hostmaster 7
  7200 3600 1209600 300 )\t
  NS ns
ns 60 IN A 192.0.2.1
t TXT "quoted ; not a comment ( \\" \\\\ \\000" plain\\ blank (
 "second line" ) ; end
$GENERATE 1-3 g$ CNAME ns
h HTTPS 1 . alpn="h2,h3" port=443
last A 192.0.2.2`;

const broken = `$TTL 60
@ SOA ns hostmaster 7 7200 3600 1209600 300
@ NS ns.example.net.
a TXT "open
b A ) 192.0.2.1
c TXT x\\
d A 1.2.3
e A ( 192.0.2.1
`;

test.each(Array.from({ length: 70 }, (_, i) => i + 1))(
  "a window of %d bytes reads the same",
  (windowBytes) => {
    for (const text of [good, broken]) {
      const whole = readZoneText(text, { apex: "example.com" });
      const narrow = readZoneText(text, { apex: "example.com", windowBytes });
      expect(narrow.diagnostics.map(formatDiagnostic)).toEqual(
        whole.diagnostics.map(formatDiagnostic),
      );
      expect(narrow.zone && printZone(narrow.zone)).toBe(whole.zone && printZone(whole.zone));
    }
  },
);

test("the text of this test is good where it should be, and broken where it should be", () => {
  expect(readZoneText(good, { apex: "example.com" })).toMatchObject({ diagnostics: [] });
  expect(
    readZoneText(broken, { apex: "example.com" }).diagnostics.map((d) => [d.line, d.code]),
  ).toEqual([
    [4, "unterminated-string"],
    [5, "unbalanced-parenthesis"],
    [6, "bad-escape"],
    [7, "bad-field"],
    [8, "unbalanced-parenthesis"],
  ]);
});
