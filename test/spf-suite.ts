/** The test suite of RFC 7208 as data, and each of its scenarios as a zone file of the root. */
import { readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";

/** What a name has: octets as Latin-1. A time-out stands for every type that is not listed. */
export interface SpfData {
  readonly txt: readonly (readonly string[])[];
  readonly a: readonly string[];
  readonly aaaa: readonly string[];
  readonly mx: readonly (readonly [number, string])[];
  readonly ptr: readonly string[];
  readonly cname: string | undefined;
  readonly timesOut: boolean;
}

export interface SpfTest {
  readonly id: string;
  readonly helo: string;
  readonly host: string;
  readonly mailfrom: string;
  /** Any of these is right. */
  readonly results: readonly string[];
  readonly explanation: string | undefined;
}

export interface SpfScenario {
  readonly description: string;
  readonly tests: readonly SpfTest[];
  /** By name, lower case, without a final dot. */
  readonly names: ReadonlyMap<string, SpfData>;
}

interface RawTest {
  readonly helo: string;
  readonly host: string;
  readonly mailfrom: string;
  readonly result: string | string[];
  readonly explanation?: string;
}
type RawEntry = string | { readonly [type: string]: string | readonly (string | number)[] };
interface RawScenario {
  readonly description: string;
  readonly tests: { readonly [id: string]: RawTest };
  readonly zonedata: { readonly [name: string]: readonly RawEntry[] };
}

export function readSpfSuite(path: string): SpfScenario[] {
  return parseAllDocuments(readFileSync(path, "utf8")).map((document) => {
    const raw: RawScenario = document.toJS();
    return {
      description: raw.description,
      tests: Object.entries(raw.tests).map(([id, test]) => ({
        id,
        helo: test.helo,
        host: test.host,
        mailfrom: test.mailfrom,
        results: [test.result].flat(),
        explanation: test.explanation,
      })),
      names: new Map(
        Object.entries(raw.zonedata).map(([name, entries]) => [
          name.toLowerCase(),
          dataOf(entries),
        ]),
      ),
    };
  });
}

function dataOf(entries: readonly RawEntry[]): SpfData {
  const of = (type: string) =>
    entries.flatMap((entry) => (typeof entry === "object" && type in entry ? [entry[type]!] : []));
  const texts = of("TXT");
  // What is listed as SPF is meant as TXT, unless the name says what its TXT records are.
  const txt = texts.length > 0 ? texts.filter((text) => text !== "NONE") : of("SPF");
  return {
    txt: txt.map((text) => (typeof text === "string" ? [text] : text.map(String))),
    a: of("A").map(String),
    aaaa: of("AAAA").map(String),
    mx: of("MX").map((value) => [Number(value[0]), String(value[1])] as const),
    ptr: of("PTR").map(String),
    cname: of("CNAME").map(String)[0],
    timesOut: entries.includes("TIMEOUT"),
  };
}

/** A zone of the root that holds these names, one record a line, and whose each line is. */
export function rootZoneOf(names: ReadonlyMap<string, SpfData>): {
  text: string;
  /** Owner of each line, from line 1 on. */
  owners: readonly string[];
} {
  const lines = [
    "$TTL 3600",
    ". SOA ns.invalid. hostmaster.invalid. 1 14400 3600 1209600 3600",
    ". NS ns.invalid.",
  ];
  const owners = ["", "", ""];
  for (const [name, data] of names) {
    const add = (rest: string) => {
      lines.push(`${nameText(name)} ${rest}`);
      owners.push(name);
    };
    // Nobody here knows what it has: as good as another zone, where a look-up may fail.
    if (data.timesOut && data.txt.length === 0) {
      const isAbove = [...names.keys()].some((other) => other.endsWith(`.${name}`));
      if (!isAbove) add("NS ns.invalid.");
      continue;
    }
    for (const strings of data.txt) add(`TXT ${strings.map(quoted).join(" ") || '""'}`);
    for (const address of data.a) add(`A ${address}`);
    for (const address of data.aaaa) add(`AAAA ${address}`);
    for (const [preference, host] of data.mx) add(`MX ${preference} ${nameText(host)}`);
    for (const host of data.ptr) add(`PTR ${nameText(host)}`);
    if (data.cname !== undefined) add(`CNAME ${nameText(data.cname)}`);
  }
  return { text: `${lines.join("\n")}\n`, owners };
}

function nameText(name: string): string {
  const bare = name.replace(/\.$/, "");
  return `${bare.replace(/[^A-Za-z0-9._-]/g, decimalEscape)}.`;
}

function quoted(text: string): string {
  return `"${text.replace(/[^\x20-\x7e]|["\\]/g, decimalEscape)}"`;
}

function decimalEscape(character: string): string {
  return `\\${character.charCodeAt(0).toString().padStart(3, "0")}`;
}
