import { expect, test } from "vitest";
import { ZoneReader } from "../../../src/zone/reader.js";
import { memoryFiles } from "../../../src/zone/zone-text.js";

const head = "$ORIGIN example.com.\n$TTL 60\n@ SOA ns h 1 2 3 4 5\n@ NS ns\n";

/** `file:line:column first-last verb words` of each annotation; line 1 is the first after `head`. */
function annotationsOf(body: string, files: { readonly [path: string]: string } = {}): string[] {
  // A window of nothing shows that a comment may come in pieces.
  const reader = new ZoneReader({
    files: memoryFiles({ "/zones/zone": head + body, ...files }),
    windowBytes: 1,
    annotations: true,
  });
  const { annotations } = reader.read({ path: "/zones/zone", root: "/zones" });
  return annotations.map((a) => {
    const lines = a.file === "/zones/zone" ? head.split("\n").length - 1 : 0;
    const place = `${a.file.slice("/zones/".length)}:${a.line - lines}:${a.column}`;
    const range = `${a.firstLine - lines}-${a.lastLine - lines}`;
    return `${place} ${range} ${[a.verb, ...a.words].join(" ")}`;
  });
}

test("a comment behind a record speaks of that record", () => {
  expect(annotationsOf("a A 192.0.2.1 ; fivenines: allow some-rule because it is so\n")).toEqual([
    "zone:1:15 1-1 allow some-rule because it is so",
  ]);
});

test("a comment on a line of its own speaks of the entry that follows, blank lines between", () => {
  expect(annotationsOf("; fivenines: owned\n\n; more\na A 192.0.2.1\nb A 192.0.2.2\n")).toEqual([
    "zone:1:1 4-4 owned",
  ]);
});

test("a comment inside parentheses speaks of all lines of its entry", () => {
  const body = "a TXT ( one\n  two ; fivenines: allow x y\n  three )\n";
  expect(annotationsOf(body)).toEqual(["zone:2:7 1-3 allow x y"]);
});

test("a comment that nothing follows speaks of its own line", () => {
  expect(annotationsOf("a A 192.0.2.1\n; fivenines: allow x y")).toEqual([
    "zone:2:1 2-2 allow x y",
  ]);
});

test("a date of expiry needs no mark", () => {
  expect(annotationsOf("a A 192.0.2.1 ; for the move, expires=2026-12-31\n")).toEqual([
    "zone:1:15 1-1 expires 2026-12-31",
  ]);
});

test("a comment in an included file, and one at the $INCLUDE, speak of their own lines", () => {
  const found = annotationsOf("$INCLUDE inc ; fivenines: allow x y\na A 192.0.2.1\n", {
    "/zones/inc": "b A 192.0.2.2 ; fivenines: owned\n",
  });
  expect(found).toEqual(["zone:1:14 1-1 allow x y", "inc:1:15 1-1 owned"]);
});

test("a comment speaks of a record that is broken too", () => {
  expect(annotationsOf("a A 192.0.2.999 ; fivenines: allow x y\nb A 192.0.2.1\n")).toEqual([
    "zone:1:17 1-1 allow x y",
  ]);
});

test("words in quotation marks are no comment, and other comments are nobody's", () => {
  expect(annotationsOf('a TXT "; fivenines: owned" ; see fivenines: owned\n')).toEqual([]);
});

test("a comment of a megabyte is read as far as it may matter", () => {
  const [found = ""] = annotationsOf(`a A 192.0.2.1 ; fivenines: owned ${"x".repeat(1 << 20)}\n`);
  expect(found.length).toBeLessThan(2000);
});
