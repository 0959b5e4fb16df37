/** An answer held against what was expected. Pure. */
import { nameToText } from "../../dns/name-text.js";
import { typeName } from "../../dns/rr/registry.js";
import type { ServerVerdict } from "../contract/verification.js";
import type { Expectancy, Expected, ExpectedRrset } from "./expected.js";
import { rdataSet, rdatasText } from "./rdata-set.js";
import type { ServedAnswer } from "./served-answer.js";
import type { WitnessRecord } from "./witness-message.js";

export interface Judgement {
  readonly verdict: ServerVerdict;
  /** Empty for a match. */
  readonly detail: string;
}

const match: Judgement = { verdict: "match", detail: "" };

export function judge(expectancy: Expectancy, answer: ServedAnswer): Judgement {
  if (answer.kind === "none") return { verdict: "unreachable", detail: answer.reason };
  if (answer.kind === "broken") return { verdict: "wrong", detail: answer.reason };
  const { expected, stale } = expectancy;
  const isStale = stale !== null && fits(stale, answer);
  const isOpen = expected.kind === "absent" && expected.how === null;
  if (fits(expected, answer) && !(isOpen && isStale)) return match;
  const detail = `expected ${expectedText(expected)}, found ${answerText(answer)}`;
  return { verdict: isStale ? "stale" : "wrong", detail };
}

function fits(expected: Expected, answer: ServedAnswer): boolean {
  switch (expected.kind) {
    case "rrset":
      return answer.kind === "rrset" && rrsetFits(expected, answer.records);
    case "flattened":
      if (answer.kind === "alias") return rrsetFits(expected.alias, answer.records);
      return answer.kind === "rrset" && rrsetFits(expected.addresses, answer.records);
    case "some":
      return answer.kind === "rrset";
    case "hidden":
      return hiddenFits(expected, answer);
    case "absent":
      return absenceFits(expected.how, answer);
  }
}

/** Below a DNAME, an alias; glue is told with a referral or left out of it. */
function hiddenFits(
  { by, glue }: Extract<Expected, { kind: "hidden" }>,
  answer: ServedAnswer,
): boolean {
  if (answer.kind === "alias") return true;
  if (answer.kind === "referral") return Buffer.compare(answer.cut, by) === 0;
  return answer.kind === "rrset" && glue !== null && rrsetFits(glue, answer.records);
}

/**
 * NODATA for a name that is not there is no fault: signers that make denials as they are asked
 * answer so (RFC 9824). NXDOMAIN for a name that is there denies its other types and all below it
 * (RFC 8020), so that is one.
 */
function absenceFits(how: "no-data" | "no-name" | "alias" | null, answer: ServedAnswer): boolean {
  switch (answer.kind) {
    case "no-data":
      return how !== "alias";
    case "no-name":
      return how === "no-name" || how === null;
    case "alias":
      return how === "alias" || how === null;
    case "truncated":
      return false;
    default:
      return how === null;
  }
}

function rrsetFits(expected: ExpectedRrset, records: readonly WitnessRecord[]): boolean {
  const { type, isSubset, ttlMin, ttlMax } = expected;
  const found = rdataSet(
    type,
    records.map(({ rdata }) => rdata),
  );
  const wanted = rdataSet(type, expected.rdatas);
  if (found === null || wanted === null) return false;
  if (!isSubset && found.size !== wanted.size) return false;
  if (![...found].every((key) => wanted.has(key))) return false;
  return records.every(({ ttlSeconds }) => ttlSeconds >= ttlMin && ttlSeconds <= ttlMax);
}

function expectedText(expected: Expected): string {
  switch (expected.kind) {
    case "rrset": {
      const { rdatas, isSubset, ttlMin, ttlMax } = expected;
      const ttl = ttlMin === ttlMax ? `TTL ${ttlMax}` : `a TTL from ${ttlMin} to ${ttlMax}`;
      const some = isSubset ? "some of " : "";
      return `${some}${rdatasText(expected.type, rdatas)} with ${ttl}`;
    }
    case "flattened":
      return expectedText(expected.addresses);
    case "some":
      return "records of this type";
    case "hidden":
      return `a referral by what stands at ${nameToText(expected.by)}`;
    case "absent":
      return expected.how === null ? "nothing" : absenceText[expected.how];
  }
}

const absenceText = {
  "no-data": "no data (the name is there)",
  "no-name": "NXDOMAIN",
  alias: "a CNAME",
} as const;

function answerText(answer: ServedAnswer): string {
  switch (answer.kind) {
    case "rrset":
    case "alias":
      return recordsText(answer.records);
    case "referral":
      return `a referral to ${nameToText(answer.cut)}`;
    case "truncated":
      return "a truncated answer";
    case "none":
    case "broken":
      return answer.reason;
    default:
      return absenceText[answer.kind];
  }
}

function recordsText(records: readonly WitnessRecord[]): string {
  const { type } = records[0]!;
  const rdatas = records.filter((record) => record.type === type).map(({ rdata }) => rdata);
  const ttls = [...new Set(records.map(({ ttlSeconds }) => ttlSeconds))].join(" and ");
  return `${typeName(type)} ${rdatasText(type, rdatas)} with TTL ${ttls}`;
}
