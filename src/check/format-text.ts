/**
 * Findings for people: what, where, the line itself with the fault underlined, and the remedy.
 *
 *   zones/example.com.zone:12:12: error: mail.example.com. is an alias [mx-cname]
 *     12 | @   MX 10 mail
 *        |           ^^^^
 *     hint: name the host that the alias stands for
 */
import { styleText } from "node:util";
import type { Diagnostic } from "../base/diagnostic.js";
import { isAtLeast, type Severity, summaryLine } from "./check-summary.js";
import type { Report, ReportContext } from "./report.js";
import { showLine, tame } from "./shown-line.js";

export function textReport(context: ReportContext): Report {
  return {
    begin: () => "",
    zone: ({ diagnostics }) => {
      const told = diagnostics.filter(
        ({ severity }) => !context.quiet || isAtLeast(severity, context.failOn),
      );
      const { kept, left } = context.rules.length < 2 ? { kept: told, left: [] } : fold(told);
      return [
        ...kept.map((diagnostic) => formatFinding(diagnostic, context)),
        ...left.map((more) => formatFolded(more, context)),
      ].join("");
    },
    end: (summary) => (context.quiet ? "" : `${summaryLine(summary)}\n`),
  };
}

/** Errors are all told; of what is less, one rule does not fill the screen with one zone. */
const perRuleMax = 5;

interface Folded {
  readonly first: Diagnostic;
  count: number;
}

function fold(diagnostics: readonly Diagnostic[]): { kept: Diagnostic[]; left: Folded[] } {
  const counts = new Map<string, number>();
  const left = new Map<string, Folded>();
  const kept = diagnostics.filter((found) => {
    const { code, severity } = found;
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    if (severity === "error" || count <= perRuleMax) return true;
    const more = left.get(code);
    if (more === undefined) left.set(code, { first: found, count: 1 });
    else more.count++;
    return false;
  });
  return { kept, left: [...left.values()] };
}

function formatFolded({ first, count }: Folded, context: ReportContext): string {
  const { code, severity, file } = first;
  const place = file === undefined ? "" : `${tame(context.shown(file))}: `;
  return `${place}${severity}: ${count} more of ${code}; --rule ${code} shows all\n\n`;
}

type Style = Parameters<typeof styleText>[0];
const colorOf: { readonly [severity in Severity]: Extract<Style, string> } = {
  error: "red",
  warning: "yellow",
  notice: "cyan",
};

function formatFinding(found: Diagnostic, context: ReportContext): string {
  const paint = (style: Style, text: string) =>
    context.color ? styleText(style, text, { validateStream: false }) : text;
  const { severity, code, message, file, line, column, endColumn, hint } = found;
  const shown = file === undefined ? undefined : tame(context.shown(file));
  const place = [shown, line, column].filter((part) => part !== undefined).join(":");
  const head = place === "" ? "" : `${paint("bold", place)}: `;
  const what = paint(["bold", colorOf[severity]], severity);
  const lines = [`${head}${what}: ${tame(message)} ${paint("dim", `[${code}]`)}`];
  const source = file === undefined || line === undefined ? undefined : context.line(file, line);
  if (source !== undefined && line !== undefined) {
    const { text, before, marked } = showLine(source, column ?? 1, endColumn ?? (column ?? 1) + 1);
    const number = String(line).padStart(4);
    lines.push(`${paint("dim", `${number} |`)} ${text}`.trimEnd());
    if (column !== undefined) {
      const caret = paint(colorOf[severity], "^".repeat(marked));
      lines.push(`${paint("dim", `${" ".repeat(number.length)} |`)} ${" ".repeat(before)}${caret}`);
    }
  }
  if (hint !== undefined) lines.push(`     ${paint("dim", "hint:")} ${tame(hint)}`);
  return `${lines.join("\n")}\n\n`;
}
