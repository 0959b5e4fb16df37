/** What a diff means, question by question, and what a zone alone answers; both written plainly. */
import type { Change, ZoneDiff } from "../../src/diff/change.js";
import { typeName } from "../../src/dns/rr/type-code.js";
import {
  hidingName,
  lookUp,
  naiveAnswer,
  negativeSoa,
  rrsetAt,
} from "../../src/naive/naive-answer.js";
import {
  type Labels,
  labelsInRdata,
  type NaiveRrset,
  type NaiveZone,
  ownerText,
} from "../../src/naive/naive-zone.js";

export interface Question {
  readonly name: Labels;
  readonly type: number;
}

const IN = 1;
const A = 1;
const SOA = 6;
const AAAA = 28;
const DS = 43;

/** The answer of one zone as text: what it says itself, aliases not followed. */
export function directAnswer(zone: NaiveZone, { name, type }: Question): string {
  const step = lookUp(zone, name, type);
  switch (step.kind) {
    case "data":
      return `data ${textOf(step.rrset)}`;
    case "alias":
      return aliasText(step.records[0]!);
    case "too-long":
      return aliasText(step.dname);
    case "referral":
      return `referral ${ownerText(step.ns.owner)} ${textOf(step.ns)} ${hiddenAddresses(zone, step.ns)}`;
    default:
      return `${step.kind} ${negativeSoa(zone).ttl}`;
  }
}

/** By the CNAME or the DNAME: two DNAMEs of two owners make two names of one. */
function aliasText(rrset: NaiveRrset): string {
  return `alias ${ownerText(rrset.owner)} ${textOf(rrset)}`;
}

/** What a server that has this zone only answers, aliases followed; additional data left aside. */
export function wholeAnswer(zone: NaiveZone, { name, type }: Question): string {
  const result = naiveAnswer([zone], { qname: name, qtype: type, qclass: IN });
  const lines = [...result.answer, ...result.authority].map(
    (rrset) => `${ownerText(rrset.owner)} ${textOf(rrset)}`,
  );
  return `${result.rcode} ${lines.sort().join("\n")}`;
}

/** The names that a question is about, one alias after the other, as far as the zone goes. */
export function chainOf(zone: NaiveZone, { name, type }: Question): Labels[] {
  const chain: Labels[] = [];
  for (let at: Labels | undefined = name; at !== undefined && chain.length < 20; ) {
    if (!isAtOrBelow(at, zone.apex)) break;
    chain.push(at);
    const step = lookUp(zone, at, type);
    at = step.kind === "alias" ? step.target : undefined;
  }
  return chain;
}

function hiddenAddresses(zone: NaiveZone, ns: NaiveRrset): string {
  const targets = ns.rdata.map((rdata) => labelsInRdata(rdata, 0));
  const lines = targets
    .filter((target) => hidingName(zone, target, A)?.kind === "cut")
    .flatMap((target) =>
      [A, AAAA].map((type) => {
        const rrset = rrsetAt(zone, target, type);
        return rrset === undefined ? "" : `${ownerText(target)} ${textOf(rrset)}`;
      }),
    );
  return [...new Set(lines)].sort().join();
}

/** Names in RDATA come in one case only from the generator. */
function textOf({ type, ttl, rdata }: NaiveRrset): string {
  const values = rdata.map((hex) => (type === SOA ? hex.slice(0, -40) + hex.slice(-32) : hex));
  return `${type} ${ttl} ${values.sort().join()}`;
}

/** Whether the diff says that the answer to the question is another one. */
export function saysSo(
  diff: ZoneDiff,
  before: NaiveZone,
  after: NaiveZone,
  question: Question,
): boolean {
  return diff.changes.some((change) => speaksOf(change, before, after, question));
}

function speaksOf(
  change: Change,
  before: NaiveZone,
  after: NaiveZone,
  question: Question,
): boolean {
  const { name, type } = question;
  switch (change.kind) {
    case "negative-ttl":
      return isNegative(before, question) && isNegative(after, question);
    case "redirection": {
      const labels = labelsOf(change.name);
      return name.length > labels.length && isAtOrBelow(name, labels);
    }
    case "delegation": {
      const labels = labelsOf(change.name);
      if (!isAtOrBelow(name, labels)) return false;
      const { before: old, after: now, state } = change;
      if (name.length > labels.length || type !== DS) {
        return !isSame(old?.ns, now?.ns) || !isSame(old?.glue, now?.glue);
      }
      // The DS of a name is asked of the zone above: a delegation elsewhere is what it says of it.
      if (!isSame(change.ds.before, change.ds.after)) return true;
      return dsState(state.before, old !== null) !== dsState(state.after, now !== null);
    }
    case "name": {
      const labels = labelsOf(change.name);
      if (change.names === "one" && ownerText(name) !== ownerText(labels)) return false;
      if (change.names === "others" && !isOther(name, labels, before, after)) return false;
      const states = [change.before.state, change.after.state];
      const isDelegation = type === DS && states.includes("delegated");
      if (!isDelegation && (states[0] !== states[1] || states[0] === "alias")) return true;
      return change.rrsets.some((rrset) => rrset.type === typeName(type));
    }
  }
}

/** Whether a name has `encloser` as the nearest one above it that exists, or is the wildcard there. */
function isOther(name: Labels, encloser: Labels, before: NaiveZone, after: NaiveZone): boolean {
  const exists = (labels: Labels) => before.exists(labels) || after.exists(labels);
  if (name[0] === "*" && ownerText(name.slice(1)) === ownerText(encloser)) return true;
  if (exists(name)) return false;
  let nearest = name;
  while (!exists(nearest)) nearest = nearest.slice(1);
  return ownerText(nearest) === ownerText(encloser);
}

/** How a name is taken that is asked for its DS: a cut at the name itself does not hide it. */
function dsState(state: string, isCut: boolean): string {
  return isCut ? "present" : state;
}

function isNegative(zone: NaiveZone, { name, type }: Question): boolean {
  const { kind } = lookUp(zone, name, type);
  return kind === "no-data" || kind === "no-name";
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}

function labelsOf(name: string): Labels {
  return name === "." ? [] : name.slice(0, -1).split(".");
}

function isAtOrBelow(name: Labels, ancestor: Labels): boolean {
  const from = name.length - ancestor.length;
  return from >= 0 && ownerText(name.slice(from)) === ownerText(ancestor);
}
