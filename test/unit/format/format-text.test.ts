import { describe, expect, it } from "vitest";
import { TextFault } from "../../../src/dns/text/scanner.js";
import { formatText } from "../../../src/format/format-text.js";
import { sortText } from "../../../src/format/sort-text.js";
import { processorMs } from "../../processor-time.js";

function format(text: string): string {
  const formatted = formatText(Buffer.from(text, "latin1"));
  if (formatted instanceof TextFault) throw new Error(formatted.message);
  const once = Buffer.from(formatted).toString("latin1");
  expect(Buffer.from(formatText(formatted) as Uint8Array).toString("latin1")).toBe(once);
  return once;
}

const lines = (...all: string[]) => `${all.join("\n")}\n`;

describe("formatting", () => {
  it("puts owner, TTL, type and RDATA in columns, each block by itself", () => {
    expect(
      format(
        lines(
          "$ORIGIN   example.com.",
          "$ttl 3600 ; an hour",
          "@ 300 a 192.0.2.1",
          "\tAAAA\t2001:db8::1",
          "",
          "a-rather-long-name mx 10\tmx1  ",
        ),
      ),
    ).toBe(
      lines(
        "$ORIGIN example.com.",
        "$TTL 3600  ; an hour",
        "@               300     A       192.0.2.1",
        "                        AAAA    2001:db8::1",
        "",
        "a-rather-long-name      MX      10 mx1",
      ),
    );
  });

  it("keeps owners in eight columns where all of the file are short", () => {
    expect(format(lines("1 PTR a.example.", "  PTR b.example."))).toBe(
      lines("1       PTR     a.example.", "        PTR     b.example."),
    );
  });

  it("lets a very long owner stick out alone", () => {
    const long = "l".repeat(50);
    expect(format(lines(`${long} A 192.0.2.1`, "www A 192.0.2.2"))).toBe(
      lines(`${long} A       192.0.2.1`, "www             A       192.0.2.2"),
    );
  });

  it("keeps the class where every record has it, and drops it where some have it", () => {
    expect(format(lines("a in 60 A 192.0.2.1", "b 60 IN A 192.0.2.2"))).toBe(
      lines("a       60      IN  A       192.0.2.1", "b       60      IN  A       192.0.2.2"),
    );
    expect(format(lines("a IN A 192.0.2.1", "in A 192.0.2.2"))).toBe(
      lines("a       A       192.0.2.1", "in      A       192.0.2.2"),
    );
  });

  it("lays out a SOA over its lines, comments in line", () => {
    expect(
      format(
        lines(
          "@ IN SOA ns host (",
          "\t2026112201 ;serial",
          "  14400; refresh",
          "",
          "  ; how long",
          "\t3600 2419200 3600",
          ") ; done",
        ),
      ),
    ).toBe(
      lines(
        "@       IN  SOA     ns host (",
        "                    2026112201              ;serial",
        "                    14400                   ; refresh",
        "",
        "                    ; how long",
        "                    3600 2419200 3600",
        "                    )                       ; done",
      ),
    );
  });

  it("puts further strings below the one behind the parenthesis", () => {
    expect(format(lines('k TXT ("a"', ' "b" )'))).toBe(
      lines('k       TXT     ( "a"', '                  "b" )'),
    );
  });

  it("keeps what touches together, also over parentheses", () => {
    expect(format(lines('a HTTPS 1 . alpn="h2,h3"  port=8443'))).toBe(
      lines('a       HTTPS   1 . alpn="h2,h3" port=8443'),
    );
    const glued = lines('a  HTTPS 1 . alpn=("h2")');
    expect(format(glued)).toBe(glued);
  });

  it("leaves a record as it is whose head is in several rows", () => {
    const text = lines("a ( 60", "   A", "192.0.2.1 )", "b       A       192.0.2.1");
    expect(format(text)).toBe(text);
  });

  it("aligns comments behind records, and keeps every octet of comments and strings", () => {
    expect(
      format(lines("a A 192.0.2.1 ;  one\t\xff ", 'bb TXT "x  \t;y\\"" ; two', "\t; three")),
    ).toBe(
      lines(
        "a       A       192.0.2.1  ;  one\t\xff",
        'bb      TXT     "x  \t;y\\""  ; two'.replace('""  ;', '""  ;'),
        "        ; three",
      ).replace("192.0.2.1  ;", "192.0.2.1   ;"),
    );
  });

  it("ends lines with LF, and the file with exactly one", () => {
    expect(format("a A 192.0.2.1\r\n\r\n; x\r\nb A 192.0.2.2\r\n\r\n \r\n")).toBe(
      lines("a       A       192.0.2.1", "", "; x", "b       A       192.0.2.2"),
    );
    expect(format("a A 192.0.2.1")).toBe(lines("a       A       192.0.2.1"));
  });

  it("keeps directives and their words, $GENERATE and $INCLUDE among them", () => {
    expect(format(lines("$GENERATE 1-3 h$ IN A 192.0.2.$", '$include  "a b.inc" x'))).toBe(
      lines("$GENERATE 1-3 h$ IN A 192.0.2.$", '$INCLUDE "a b.inc" x'),
    );
    // A file that is called like a type, and what is no directive at all.
    const odd = lines("$INCLUDE mx", "$TTL\\( aaaa", "$ttl\xff a");
    expect(format(odd)).toBe(odd);
  });

  it("keeps a blank that is escaped at the end of a line", () => {
    const text = lines("a       TXT     b\\ ", "$ORIGIN \\ ", "c (", " TXT d\\ ", ")");
    expect(format(text)).toBe(text);
  });

  it.each([
    'a TXT "x',
    "a A ( 192.0.2.1",
    "a A 192.0.2.1 )",
    "a A \\",
    "\xef\xbb\xbfa A 192.0.2.1",
  ])("refuses %j", (text) => {
    expect(formatText(Buffer.from(text, "latin1"))).toBeInstanceOf(TextFault);
  });

  it("takes as many lines, comments and parentheses as there are", () => {
    const many = 200_000;
    const took = processorMs(() => {
      const blank = format(`a A (\n${"\n".repeat(many)} 192.0.2.1 )\n`);
      expect(blank.endsWith("192.0.2.1 )\n")).toBe(true);
      format(`a A ${"()".repeat(many)}192.0.2.1\n`);
      const comments = `@ A 192.0.2.1\n${"; off\n".repeat(many)}a A 192.0.2.1\n`;
      const text = Buffer.from(`${"; off\n".repeat(many)}${comments}`);
      expect(sortText(text, Uint8Array.of(0))).toBeInstanceOf(Uint8Array);
    });
    expect(took).toBeLessThan(20_000);
  });

  it("takes long lines and many blanks in linear time", () => {
    const blanks = " ".repeat(2_000_000);
    expect(format(`a TXT${blanks}"x"${blanks}\n;${blanks}\n`)).toBe(
      lines('a       TXT     "x"', ";"),
    );
  });
});
