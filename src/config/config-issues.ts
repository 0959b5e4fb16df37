/** Turns what zod found into diagnostics that say how to mend the file. */
import type { z } from "zod";
import type { Diagnostic } from "../base/diagnostic.js";
import { configSchema } from "./schema.js";
import { type ConfigPath, knownKeys, schemaAt } from "./schema-walk.js";
import { suggest } from "./suggestion.js";

export interface Finding {
  readonly code: string;
  readonly path: ConfigPath;
  /** The place is the key itself, not its value. */
  readonly atKey: boolean;
  readonly message: string;
  readonly hint?: string;
  readonly severity: Diagnostic["severity"];
}

/** Every issue as findings; one issue may be several, as with unknown keys. */
export function findingsOf(issues: readonly z.core.$ZodIssue[], document: unknown): Finding[] {
  return issues.flatMap((issue) => describe(issue, issue.path as (string | number)[], document));
}

/** `sync[0].zones`, as people write it. */
export function formatPath(path: ConfigPath): string {
  return path.reduce<string>(
    (text, step) =>
      typeof step === "number" ? `${text}[${step}]` : text === "" ? step : `${text}.${step}`,
    "",
  );
}

function describe(issue: z.core.$ZodIssue, path: ConfigPath, document: unknown): Finding[] {
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
      return issue.keys.map((key) => unknownKey(path, key, document));
    case "invalid_type":
      if (path.length > 0 && valueAt(document, path) === undefined) {
        return [finding("config-missing-key", "is required")];
      }
      // A message of the schema's own says more than the name of a type.
      if (!issue.message.startsWith("Invalid input")) {
        return [finding("config-bad-value", issue.message)];
      }
      return [
        finding("config-wrong-type", `must be ${typeNames[issue.expected] ?? issue.expected}`),
      ];
    case "invalid_value":
      return [wrongChoice(finding, issue.values.map(String), document, path)];
    case "invalid_union":
      return "options" in issue
        ? [wrongChoice(finding, unionOptions(issue), document, path)]
        : [finding("config-bad-value", issue.message)];
    case "too_small":
    case "too_big":
      return [finding("config-out-of-range", rangeMessage(issue))];
    case "custom":
      return [finding("config-bad-value", issue.message, issue.params?.hint)];
    default:
      return [finding("config-bad-value", issue.message)];
  }
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

function unknownKey(parent: ConfigPath, key: string, document: unknown): Finding {
  const known = knownKeys(schemaAt(configSchema, parent, document));
  const meant = suggest(key, known);
  return {
    code: "config-unknown-key",
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
  document: unknown,
  path: ConfigPath,
): Finding {
  const value = valueAt(document, path);
  if (value === undefined) {
    return finding("config-missing-key", `is required: one of ${options.join(", ")}`);
  }
  const meant = typeof value === "string" ? suggest(value, options) : undefined;
  return finding(
    "config-bad-value",
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

function valueAt(document: unknown, path: ConfigPath): unknown {
  return path.reduce<unknown>(
    (at, step) =>
      typeof at === "object" && at !== null
        ? (at as Record<string | number, unknown>)[step]
        : undefined,
    document,
  );
}
