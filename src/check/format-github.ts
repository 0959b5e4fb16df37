/** Workflow commands of GitHub Actions, which become remarks on the lines of a pull request. */
import type { Diagnostic } from "../base/diagnostic.js";
import { isAtLeast, summaryLine } from "./check-summary.js";
import type { Report, ReportContext } from "./report.js";
import { editorColumn, tame } from "./shown-line.js";

export function githubReport(context: ReportContext): Report {
  return {
    begin: () => "",
    zone: ({ diagnostics }) =>
      diagnostics
        .filter(({ severity }) => !context.quiet || isAtLeast(severity, context.failOn))
        .map((diagnostic) => command(diagnostic, context))
        .join(""),
    end: (summary) => (context.quiet ? "" : `${summaryLine(summary)}\n`),
  };
}

function command(found: Diagnostic, context: ReportContext): string {
  const { severity, code, message, file, line, column, endColumn, hint } = found;
  const source = file === undefined || line === undefined ? undefined : context.line(file, line);
  const properties: [string, string | number | undefined][] = [
    ["file", file === undefined ? undefined : context.shown(file)],
    ["line", line],
    ["endLine", line],
    ["col", column === undefined ? undefined : editorColumn(source, column)],
    ["endColumn", endColumn === undefined ? undefined : editorColumn(source, endColumn)],
    ["title", code],
  ];
  const list = properties
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`)
    .join(",");
  const text = [message, ...(hint === undefined ? [] : [`Hint: ${hint}`])].map(tame).join("\n");
  return `::${severity} ${list}::${escapeData(text)}\n`;
}

/** As the runner's own library writes them (actions/toolkit, packages/core, command). */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
