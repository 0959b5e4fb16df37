/** Parts of which the ways to break a zone are made: changes of its lines. */
import type { Line } from "./verdicts.js";

export type Breaking = (lines: Line[]) => Line[];
type Match = (line: Line) => boolean;
type Change = (line: Line) => Partial<Line>;

export const is =
  (owner: string, type: string, start = "") =>
  (line: Line): boolean =>
    line.owner === owner && line.type === type && line.rdata.startsWith(start);

export const unchanged: Breaking = (lines) => lines;

/** Without the records that `match`; there must be some. */
export const without =
  (match: Match): Breaking =>
  (lines) => {
    const kept = lines.filter((line) => !match(line));
    if (kept.length === lines.length) throw new Error("no record was left out");
    return kept;
  };

/** With the first record that `match`es changed. */
export const changed =
  (match: Match, change: Change): Breaking =>
  (lines) => {
    const place = lines.findIndex(match);
    const line = lines[place];
    if (line === undefined) throw new Error("no record was changed");
    return lines.with(place, { ...line, ...change(line) });
  };

export const rdata = (from: string | RegExp, to: string) => (line: Line) => ({
  rdata: line.rdata.replace(from, to),
});

/** With records added, copied from others. */
export const added =
  (match: Match, change: Change): Breaking =>
  (lines) => {
    const more = lines.filter(match).map((line) => ({ ...line, ...change(line) }));
    if (more.length === 0) throw new Error("no record was added");
    return [...lines, ...more];
  };

/** The RDATA of a signature with a digit near its end turned. */
export const turned = (text: string): string =>
  text.replace(/(.)(.{6})$/, (_, digit, rest) => `${digit === "A" ? "B" : "A"}${rest}`);

/** Without the signature of the DNSKEY records by the key that signs nothing else. */
export function withoutKeySigner(lines: Line[]): Line[] {
  const tagOf = (line: Line | undefined) => line?.rdata.split(" ")[6];
  const zoneTag = tagOf(lines.find(is("example.com.", "RRSIG", "SOA")));
  const isDnskey = is("example.com.", "RRSIG", "DNSKEY");
  return without((line) => isDnskey(line) && tagOf(line) !== zoneTag)(lines);
}

export const nth = (type: string, n: number) => {
  let seen = 0;
  return (line: Line): boolean => line.type === type && seen++ === n;
};
