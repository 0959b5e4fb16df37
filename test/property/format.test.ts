/**
 * Laying out a zone changes nothing that it says, and laying it out again nothing at all. A failure
 * prints its seed; run it again with `SEED=… npx vitest run test/property/format`.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TextFault } from "../../src/dns/text/scanner.js";
import { formatText } from "../../src/format/format-text.js";
import { NotSortable, sortText } from "../../src/format/sort-text.js";
import { printZone } from "../../src/zone/printer.js";
import { recordsOf } from "../../src/zone/record-view.js";
import { readZoneText } from "../../src/zone/zone-text.js";
import { collisions } from "./zone-arbitrary.js";

const seed = Number(process.env.SEED ?? Date.now() % 0x7fff_ffff);
const numRuns = Number(process.env.RUNS ?? 50);

/** What trips over each other: half-finished tokens, odd octets, everything that has a meaning. */
const shreds = fc.array(
  fc.constantFrom(
    ...[
      "a",
      "@",
      "IN",
      "in",
      "60",
      "A",
      "aaaa",
      "TXT",
      "CH",
      "CLASS1",
      "$TTL",
      "$ORIGIN",
      "$INCLUDE",
    ],
    ...[
      "(",
      ")",
      "; c",
      ";",
      '"q q"',
      '"',
      "\\",
      "\\;",
      '\\"',
      "\\ ",
      "\n",
      "\n",
      "\r\n",
      "\r",
      " ",
    ],
    ...["  ", "\t", "\0", "\xff", "alpn=", '"h2"', "\v", "\f", "\\032", 'a"b"c', "192.0.2.1"],
  ),
  { maxLength: 40 },
);

/** Blanks, comments, parentheses, line ends and cases that mean nothing. */
const roughness = fc.array(fc.nat({ max: 9 }), { minLength: 20, maxLength: 60 });

/** The text as an untidy person would write it. */
function roughen(text: string, choices: readonly number[]): string {
  let at = 0;
  const choose = () => choices[at++ % choices.length]!;
  let lastOwner = "";
  const rough = text.split("\n").map((line) => {
    if (line === "") return line;
    const [owner = "", ttl = "", type = "", ...rdata] = line.split(/ (?=(?:[^"]*"[^"]*")*[^"]*$)/);
    const blank = () => [" ", "\t", "  ", " \t ", " "][choose() % 5]!;
    const shown = owner === lastOwner && choose() < 5 ? "" : owner;
    lastOwner = owner;
    const head = [ttl, ...(choose() < 3 ? ["in"] : []), choose() < 4 ? type.toLowerCase() : type];
    const parenthesis = choose() < 2 && rdata.length > 0;
    const first = `${shown}${blank()}${head.join(blank())}${blank()}`;
    const end = choose() < 3 ? `${blank()}; c\t${choose()}${blank()}` : choose() < 2 ? blank() : "";
    const values = parenthesis
      ? `(${blank()}${rdata.join(`${choose() < 3 ? " ; in" : ""}\n${blank()}`)}${blank()})`
      : rdata.join(blank());
    const before = choose() < 1 ? "\n" : choose() < 1 ? "\t; alone\n" : "";
    return `${before}${first}${values}${end}${choose() < 2 ? "\r" : ""}`;
  });
  return rough.join("\n").slice(0, choose() < 3 ? -1 : undefined);
}

const recordsIn = (text: string | Uint8Array) => {
  const { zone } = readZoneText(text);
  if (zone === null) return null;
  return [...recordsOf(zone)].map(({ line, file, ...record }) => record);
};

describe(`formatting (seed ${seed})`, () => {
  it("keeps every record of random zones, however untidy, and is done after one time", () => {
    fc.assert(
      fc.property(collisions, roughness, ({ texts }, choices) => {
        for (const text of texts) {
          const rough = roughen(text, choices);
          const expected = recordsIn(text);
          fc.pre(expected !== null);
          expect(recordsIn(rough)).toEqual(expected);
          const once = formatText(Buffer.from(rough));
          if (once instanceof TextFault) throw new Error(once.message);
          expect(recordsIn(once)).toEqual(expected);
          expect(Buffer.from(formatText(once) as Uint8Array).equals(Buffer.from(once))).toBe(true);
        }
      }),
      { seed, numRuns },
    );
  });

  it("of any text is a fault, or done after one time", () => {
    fc.assert(
      fc.property(shreds, (text) => {
        // It asserts by itself that both texts have the same tokens.
        const once = formatText(Buffer.from(text.join(""), "latin1"));
        if (once instanceof TextFault) return;
        expect(Buffer.from(formatText(once) as Uint8Array).equals(Buffer.from(once))).toBe(true);
      }),
      { seed, numRuns: 10 * numRuns },
    );
  });

  it("and sorting keeps every record of random zones, in one order", () => {
    fc.assert(
      fc.property(collisions, ({ texts }) => {
        for (const text of texts) {
          const { zone } = readZoneText(text);
          if (zone === null) continue;
          const sorted = sortText(Buffer.from(text), zone.apex);
          if (sorted instanceof NotSortable) throw new Error(sorted.reason);
          const again = readZoneText(sorted).zone!;
          expect(printZone(again, { canonical: true })).toBe(printZone(zone, { canonical: true }));
          expect(Buffer.from(sortText(sorted, zone.apex) as Uint8Array)).toEqual(
            Buffer.from(sorted),
          );
        }
      }),
      { seed, numRuns },
    );
  });
});
