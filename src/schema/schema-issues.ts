/** Turns what zod found into findings that say how to mend the file. */
import type { z } from "zod";
import type { Diagnostic } from "../base/diagnostic.js";
import { knownKeys, type SchemaPath, schemaAt } from "./schema-walk.js";
import { suggest } from "./suggestion.js";

export interface Finding {
  readonly code: string;
  readonly path: SchemaPath;
  /** The place is the key itself, not its value. */
  readonly atKey: boolean;
  readonly message: string;
  readonly hint?: string;
  readonly severity: Diagnostic["severity"];
}

/** What a kind of file calls its faults. */
export interface FaultCodes {
  readonly unknownKey: string;
  readonly missingKey: string;
  readonly wrongType: string;
  readonly badValue: string;
  readonly outOfRange: string;
}

/** A file that was held against its schema. */
export interface Held {
  readonly schema: z.core.$ZodType;
  readonly document: unknown;
  readonly codes: FaultCodes;
}

/** Every issue as findings; one issue may be several, as with unknown keys. */
export function findingsOf(issues: readonly z.core.$ZodIssue[], held: Held): Finding[] {
  return issues.flatMap((issue) => describe(issue, issue.path as (string | number)[], held));
}

/** `sync[0].zones`, as people write it. */
export function formatPath(path: SchemaPath): string {
  return path.reduce<string>(
    (text, step) =>
      typeof step === "number" ? `${text}[${step}]` : text === "" ? step : `${text}.${step}`,
    "",
  );
}

function describe(issue: z.core.$ZodIssue, path: SchemaPath, held: Held): Finding[] {
  const { document, codes } = held;
  const where = path.length === 0 ? "the file" : formatPath(path);
  const finding = (code: string, message: string, hint?: string): Finding => ({
    code,
    path,
    atKey: false,
    severity: "error",
    message: `${where}: ${message}`,
    ...(hint === undefined ? {} : { hint }),
  });
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.slice(0, keysTold).map((key) => unknownKey(path, key, held));
    case "invalid_type":
      if (path.length > 0 && valueAt(document, path) === undefined) {
        return [finding(codes.missingKey, "is required")];
      }
      // A message of the schema's own says more than the name of a type.
      if (!issue.message.startsWith("Invalid input")) {
        return [finding(codes.badValue, issue.message)];
      }
      return [finding(codes.wrongType, `must be ${typeNames[issue.expected] ?? issue.expected}`)];
    case "invalid_value":
      return [wrongChoice(finding, issue.values.map(String), held, path)];
    case "invalid_union":
      if ("options" in issue) return [wrongChoice(finding, unionOptions(issue), held, path)];
      // A message of the schema's own is better than those of the ways that were not meant.
      if (!issue.message.startsWith("Invalid input")) {
        return [finding(codes.badValue, issue.message)];
      }
      return alternatives(issue, path, held) ?? [finding(codes.badValue, "has the wrong form")];
    case "too_small":
    case "too_big":
      return [finding(codes.outOfRange, rangeMessage(issue))];
    case "invalid_key":
      return [
        { ...finding(codes.badValue, issue.issues[0]?.message ?? issue.message), atKey: true },
      ];
    case "custom":
      return [finding(codes.badValue, issue.message, issue.params?.hint)];
    default:
      return [finding(codes.badValue, issue.message)];
  }
}

/**
 * What may be written in several ways (`192.0.2.1`, or a mapping with `value`): the faults of the
 * way that was tried; undefined if it was none of them.
 */
function alternatives(
  issue: z.core.$ZodIssueInvalidUnion,
  path: SchemaPath,
  held: Held,
): Finding[] | undefined {
  const tried = issue.errors.filter((issues) => !issues.some(isOtherKind));
  return tried.length !== 1
    ? undefined
    : tried[0]!.flatMap((inner) =>
        describe(inner, [...path, ...(inner.path as (string | number)[])], held),
      );
}

/** Of unknown keys in one mapping; nobody reads of more. */
const keysTold = 50;

/** The value is of another kind than this way of writing it has. */
function isOtherKind(issue: z.core.$ZodIssue): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === "invalid_union") return issue.errors.every((way) => way.some(isOtherKind));
  return issue.code === "invalid_type";
}

const typeNames: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping of keys",
  record: "a mapping of names",
};

function unknownKey(parent: SchemaPath, key: string, held: Held): Finding {
  const { schema, document, codes } = held;
  const known = knownKeys(schemaAt(schema, parent, document));
  const meant = suggest(key, known);
  return {
    code: codes.unknownKey,
    path: [...parent, key],
    atKey: true,
    severity: "error",
    message: `${formatPath([...parent, key])}: unknown key`,
    hint: meant === undefined ? `known here: ${known.join(", ")}` : `did you mean ${meant}?`,
  };
}

function wrongChoice(
  finding: (code: string, message: string, hint?: string) => Finding,
  options: readonly string[],
  { document, codes }: Held,
  path: SchemaPath,
): Finding {
  const value = valueAt(document, path);
  if (value === undefined) {
    return finding(codes.missingKey, `is required: one of ${options.join(", ")}`);
  }
  const meant = typeof value === "string" ? suggest(value, options) : undefined;
  return finding(
    codes.badValue,
    `must be one of ${options.join(", ")}`,
    meant === undefined ? undefined : `did you mean ${meant}?`,
  );
}

function unionOptions(issue: z.core.$ZodIssue): string[] {
  const options: unknown = "options" in issue ? issue.options : [];
  return Array.isArray(options) ? options.map(String) : [];
}

function rangeMessage(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  // A message of the schema's own is better than a general one.
  if (!/^Too (small|big)/.test(issue.message)) return issue.message;
  const unit =
    issue.origin === "string" ? " characters" : issue.origin === "array" ? " entries" : "";
  return issue.code === "too_small"
    ? `must be at least ${issue.minimum}${unit}`
    : `must be at most ${issue.maximum}${unit}`;
}

function valueAt(document: unknown, path: SchemaPath): unknown {
  return path.reduce<unknown>(
    (at, step) =>
      typeof at === "object" && at !== null
        ? (at as Record<string | number, unknown>)[step]
        : undefined,
    document,
  );
}
