/**
 * Questions made from zones: every owner and every name that records point to, with every type that
 * could matter; ancestors, children and siblings of owners; wildcards by their own name; other case;
 * then what is not about zones at all (classes, opcodes, flags, foreign names).
 */
import { classCodes, typeCodes } from "../wire/codes.js";
import type { Edns, Query } from "../wire/query.js";
import type { ZoneRecord } from "./zone-records.js";

export interface Question extends Query {
  readonly transport: "udp" | "tcp";
}

export interface Zone {
  readonly apex: string;
  readonly records: readonly ZoneRecord[];
}

const ownerTypes = [
  typeCodes.A,
  typeCodes.NS,
  typeCodes.CNAME,
  typeCodes.SOA,
  typeCodes.MX,
  typeCodes.TXT,
  typeCodes.AAAA,
  typeCodes.SRV,
  typeCodes.DNAME,
  typeCodes.DS,
  typeCodes.HTTPS,
  typeCodes.ANY,
  65_280,
];
const derivedTypes = [
  typeCodes.A,
  typeCodes.NS,
  typeCodes.CNAME,
  typeCodes.TXT,
  typeCodes.DS,
  typeCodes.MX,
];

/** Ways of asking; the first is plain DNS with its 512 octets. */
const ways: readonly { transport: "udp" | "tcp"; edns?: Edns; flags?: number }[] = [
  { transport: "udp" },
  { transport: "udp", edns: { payload: 1232 } },
  { transport: "tcp" },
  { transport: "udp", edns: { payload: 512 } },
  { transport: "udp", edns: { payload: 4096, dnssecOk: true } },
  { transport: "udp", flags: 0x0110 }, // RD and CD
  { transport: "tcp", edns: { payload: 512, dnssecOk: true } },
  { transport: "udp", edns: { payload: 0 } }, // below 512 counts as 512 (RFC 6891 §6.2.3)
];

export function makeQuestions(zones: readonly Zone[]): Question[] {
  const questions = zones.flatMap(questionsOfZone);
  return [...questions, ...questionsOfNoZone(zones.map((zone) => zone.apex))];
}

/** Owners asked about in one zone; a $GENERATE of hundreds would say the same a hundred times. */
const ownersMax = 160;

function questionsOfZone(zone: Zone): Question[] {
  const apex = `${zone.apex}.`;
  const typesByOwner = new Map<string, Set<number>>();
  for (const record of zone.records) {
    const types = typesByOwner.get(record.owner) ?? new Set<number>();
    typesByOwner.set(record.owner, types.add(record.type));
  }
  const questions: Question[] = [];
  for (const [owner, types] of thin([...typesByOwner])) {
    for (const type of new Set([...types, ...ownerTypes])) {
      for (const way of ways) questions.push({ id: 0, name: owner, type, ...way });
      questions.push({ id: 0, name: mixCase(owner), type, ...way(questions.length) });
    }
  }
  const derived = new Set<string>();
  for (const owner of typesByOwner.keys())
    for (const name of around(owner, apex)) derived.add(name);
  for (const record of zone.records) for (const name of namesIn(record)) derived.add(name);
  for (const name of derived) {
    if (typesByOwner.has(name) || tooLong(name)) continue;
    for (const type of derivedTypes) {
      questions.push({ id: 0, name, type, ...way(questions.length) });
      questions.push({ id: 0, name, type, transport: "udp" });
    }
    questions.push({ id: 0, name, type: typeCodes.ANY, ...way(questions.length) });
  }
  return questions;
}

/** Evenly chosen, at most `ownersMax`. */
function thin<T>(all: readonly T[]): T[] {
  const step = Math.max(1, all.length / ownersMax);
  return all.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

/** Ancestors inside the zone, children at two depths, siblings, a wildcard label. */
function* around(owner: string, apex: string): Generator<string> {
  yield `zz-none.${owner}`;
  yield `*.${owner}`;
  yield `a.zz-none.${owner}`;
  yield `_tcp.*.${owner}`;
  if (owner === apex) return;
  const rest = parentOf(owner);
  yield `zz-sibling.${rest}`;
  yield `${owner[0]}${owner[0]}.${rest}`;
  for (let name = rest; name.endsWith(`.${apex}`); name = parentOf(name)) {
    yield name;
    yield `zz-none.${name}`;
  }
}

/** Text behind the first dot that is not escaped. */
function parentOf(name: string): string {
  return name.replace(/^(?:\\.|[^\\.])*\./, "");
}

function* namesIn(record: ZoneRecord): Generator<string> {
  const targets: readonly number[] = [
    typeCodes.NS,
    typeCodes.CNAME,
    typeCodes.DNAME,
    typeCodes.MX,
    typeCodes.SRV,
    typeCodes.SVCB,
    typeCodes.HTTPS,
  ];
  if (!targets.includes(record.type)) return;
  const name = record.rdata.split(" ").find((part) => part.endsWith("."));
  if (name === undefined || name === ".") return;
  yield name;
  yield `zz-below.${name}`;
}

function questionsOfNoZone(apexes: readonly string[]): Question[] {
  const questions: Question[] = [];
  const ask = (question: Omit<Question, "id" | "transport">) => {
    for (const transport of ["udp", "tcp"] as const) {
      questions.push({ id: 0, transport, ...question });
      questions.push({ id: 0, transport, ...question, edns: { payload: 1232 } });
    }
  };
  for (const name of [
    ".",
    "example.",
    "com.",
    "nowhere.test.",
    "www.nowhere.test.",
    "xplain.example.",
  ]) {
    for (const type of [typeCodes.A, typeCodes.NS, typeCodes.SOA, typeCodes.DS])
      ask({ name, type });
  }
  for (const apex of apexes) {
    for (const type of [
      typeCodes.AXFR,
      typeCodes.IXFR,
      typeCodes.MAILB,
      254,
      typeCodes.OPT,
      249,
      250,
    ]) {
      ask({ name: `${apex}.`, type });
    }
    ask({ name: `${apex}.`, type: typeCodes.SOA, class: classCodes.CH });
    ask({ name: `${apex}.`, type: typeCodes.SOA, class: classCodes.HS });
    ask({ name: `${apex}.`, type: typeCodes.SOA, class: classCodes.ANY });
    ask({ name: `${apex}.`, type: typeCodes.SOA, class: classCodes.NONE });
    for (const opcode of [1, 2, 3, 6, 15]) ask({ name: `${apex}.`, type: typeCodes.SOA, opcode });
    for (const flags of [0x0400, 0x0200, 0x0100, 0x0080, 0x0040, 0x0020, 0x0010, 0x000f]) {
      ask({ name: `${apex}.`, type: typeCodes.SOA, flags });
    }
    for (const version of [1, 255]) {
      questions.push({
        id: 0,
        transport: "udp",
        name: `${apex}.`,
        type: typeCodes.SOA,
        edns: { payload: 1232, version },
      });
    }
  }
  for (const name of [
    "version.bind.",
    "hostname.bind.",
    "id.server.",
    "version.server.",
    "other.bind.",
  ]) {
    ask({ name, type: typeCodes.TXT, class: classCodes.CH });
  }
  return questions;
}

function way(index: number): (typeof ways)[number] {
  return ways[index % ways.length]!;
}

/** Every other letter in upper case; escapes are left alone. */
function mixCase(name: string): string {
  return name.replace(/\\\d{3}|\\.|[a-z]/g, (part, at: number) =>
    part.length === 1 && at % 2 === 0 ? part.toUpperCase() : part,
  );
}

function tooLong(name: string): boolean {
  return name.replace(/\\\d{3}|\\./g, "x").length > 254;
}
