// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables are written so in the file.
/**
 * Reads `fivenines.yaml`: text → YAML → variables → schema. Everything that is wrong is told at
 * once, each with its line and column.
 */
import {
  type Document,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from "yaml";
import { z } from "zod";
import type { Rule } from "../../validators/rule.js";
import type { Diagnostic } from "../base/diagnostic.js";
import { type FaultCodes, type Finding, findingsOf, formatPath } from "../schema/schema-issues.js";
import { type SchemaPath, schemaAt } from "../schema/schema-walk.js";
import { suggest } from "../schema/suggestion.js";
import { offsetOf } from "../schema/yaml-places.js";
import { type Environment, expand } from "./environment.js";
import { type Config, configSchema } from "./schema.js";

export interface ConfigReading {
  /** Undefined if there is any error. */
  readonly config: Config | undefined;
  /** The document with variables expanded, as far as it could be read. */
  readonly document: unknown;
  readonly diagnostics: readonly Diagnostic[];
}

/** A configuration is written by hand: more than this is another file. */
const configBytesMax = 1_048_576;

/**
 * Sections that only some commands use. A variable that is missing there is a warning for the
 * others: the nameserver must start without the credentials of the sync job.
 */
const lazySections: readonly string[] = ["providers", "sync"];

const faultCodes: FaultCodes = {
  unknownKey: "config-unknown-key",
  missingKey: "config-missing-key",
  wrongType: "config-wrong-type",
  badValue: "config-bad-value",
  outOfRange: "config-out-of-range",
};

export function parseConfig(
  text: string,
  file: string,
  environment: Environment,
  /** Sections whose variables this command cannot do without. */
  needed: readonly string[] = [],
  /** All rules, for commands that care whether `check.rules` names one. */
  rules?: readonly Rule[],
): ConfigReading {
  const lines = new LineCounter();
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const refuse = (code: string, message: string): ConfigReading => ({
    config: undefined,
    document: undefined,
    diagnostics: [{ code, severity: "error", message, file }],
  });
  if (text.length > configBytesMax) {
    return refuse("config-too-large", `is larger than ${configBytesMax} octets`);
  }
  const parsed = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const diagnostics: Diagnostic[] = [...parsed.errors, ...parsed.warnings].map((fault) => ({
    code: "config-syntax",
    severity: fault.name === "YAMLWarning" ? "warning" : "error",
    message: fault.message,
    ...at(fault.pos[0]),
    ...(/\$\{/.test(lineAt(text, fault.pos[0])) && {
      hint: 'inside { } a variable needs quotes: "${NAME}"',
    }),
  }));
  if (diagnostics.some(isError)) return { config: undefined, document: undefined, diagnostics };

  const findings: Finding[] = [];
  let document: unknown;
  try {
    expandVariables(parsed, environment, needed, findings);
    document = toPlain(parsed);
  } catch (fault) {
    // The one thing that toJS throws for: aliases of aliases of aliases.
    return refuse("config-syntax", fault instanceof Error ? fault.message : String(fault));
  }
  const missing = new Set(findings.map((finding) => formatPath(finding.path)));
  const checked = configSchema.safeParse(document);
  const faults = checked.success
    ? [
        ...crossChecks(checked.data),
        ...(rules === undefined ? [] : ruleFaults(checked.data, rules)),
      ]
    : findingsOf(checked.error.issues, { schema: configSchema, document, codes: faultCodes });
  // A value that stands for a missing variable is reported once, as that.
  findings.push(...faults.filter((fault) => !missing.has(formatPath(fault.path))));

  for (const { path, atKey, ...rest } of findings) {
    diagnostics.push({ ...rest, ...at(offsetOf(parsed.contents, path, atKey)) });
  }
  diagnostics.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
  if (diagnostics.some(isError)) return { config: undefined, document, diagnostics };
  const config = checked.success ? checked.data : configSchema.parse(withoutLazy(document));
  return { config, document, diagnostics };
}

function isError(diagnostic: Diagnostic): boolean {
  return diagnostic.severity === "error";
}

function lineAt(text: string, offset: number): string {
  const end = text.indexOf("\n", offset);
  return text.slice(text.lastIndexOf("\n", offset - 1) + 1, end === -1 ? undefined : end);
}

/** An empty file is a configuration without keys. */
function toPlain(parsed: Document): unknown {
  return parsed.toJS({ maxAliasCount: 100 }) ?? {};
}

function withoutLazy(document: unknown): unknown {
  if (typeof document !== "object" || document === null) return document;
  return Object.fromEntries(
    Object.entries(document).filter(([section]) => !lazySections.includes(section)),
  );
}

/** Replaces the variables of every scalar in place. */
function expandVariables(
  parsed: Document,
  environment: Environment,
  needed: readonly string[],
  findings: Finding[],
): void {
  const plain = toPlain(parsed);
  visit(parsed, {
    Scalar(key, node, ancestors) {
      if (key === "key" || typeof node.value !== "string" || !node.value.includes("${")) return;
      const path = pathOf(ancestors, node);
      const found = expand(node.value, environment);
      const section = String(path[0] ?? "");
      const lazy = lazySections.includes(section) && !needed.includes(section);
      const report = (code: string, severity: Diagnostic["severity"], what: string, hint: string) =>
        findings.push({
          code,
          path,
          atKey: false,
          severity,
          message: `${formatPath(path)}: ${what}`,
          hint,
        });
      for (const name of found.missing) {
        const what = `environment variable ${name} is not set`;
        const hint = `set ${name}, or write $\${ for a plain \${`;
        report("config-missing-variable", lazy ? "warning" : "error", what, hint);
      }
      for (const reference of found.malformed) {
        const hint = `write $\{NAME} with letters, digits and underscores, or $$\{ for a plain $\{`;
        report("config-bad-variable", "error", `"${reference}" is not a variable`, hint);
      }
      node.value = convert(found.text, schemaAt(configSchema, path, plain));
    },
  });
}

/** A variable holds text; where the schema wants a number or a truth value it becomes one. */
function convert(text: string, schema: z.core.$ZodType | undefined): unknown {
  if (schema instanceof z.ZodNumber && /^\d{1,15}$/.test(text)) return Number(text);
  if (schema instanceof z.ZodBoolean && /^(true|false)$/.test(text)) return text === "true";
  return text;
}

/** What the schema cannot see, since it joins two places. */
function crossChecks(config: Config): Finding[] {
  const names = Object.keys(config.providers ?? {});
  return (config.sync ?? []).flatMap((entry, i) =>
    entry.providers.flatMap((name, j): Finding[] => {
      if (names.includes(name)) return [];
      const meant = suggest(name, names);
      const path = ["sync", i, "providers", j];
      const message = `${formatPath(path)}: no provider is called ${name}`;
      const hint = meant === undefined ? "add it under providers" : `did you mean ${meant}?`;
      return [
        { code: "config-unknown-provider", path, atKey: false, severity: "error", message, hint },
      ];
    }),
  );
}

/** Names of rules are checked by the commands that load them: the nameserver does not. */
function ruleFaults({ check }: Config, rules: readonly Rule[]): Finding[] {
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  return Object.entries(check?.rules ?? {}).flatMap(([id, weight]): Finding[] => {
    const rule = known.get(id);
    const path = ["check", "rules", id];
    const finding = { code: "config-unknown-rule", path, severity: "error" } as const;
    if (rule === undefined) {
      const meant = suggest(id, [...known.keys()]);
      const message = `${formatPath(path)}: no rule is called ${id}`;
      const hint =
        meant === undefined ? "fivenines check --list-rules shows them" : `did you mean ${meant}?`;
      return [{ ...finding, atKey: true, message, hint }];
    }
    if (!rule.sets.includes("load") || weight === rule.severity) return [];
    const message = `${formatPath(path)}: a zone that breaks this rule cannot be served, so its severity stays`;
    return [
      { ...finding, code: "config-bad-value", atKey: false, message, hint: "remove the line" },
    ];
  });
}

/** Keys and indices that lead to a node. */
function pathOf(ancestors: readonly unknown[], node: Node): SchemaPath {
  const chain = [...ancestors, node];
  return chain.flatMap((ancestor, depth): SchemaPath => {
    if (isSeq(ancestor)) return [ancestor.items.indexOf(chain[depth + 1])];
    return isPair(ancestor) ? [isScalar(ancestor.key) ? String(ancestor.key.value) : "?"] : [];
  });
}
