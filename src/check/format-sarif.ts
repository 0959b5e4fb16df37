/**
 * SARIF 2.1.0, which code hosts show beside the code. Columns are counted in UTF-16 units, as the
 * format has it; paths count from the folder in which the command ran.
 */
import type { Rule } from "../../validators/rule.js";
import type { Diagnostic } from "../base/diagnostic.js";
import type { Severity } from "./check-summary.js";
import type { Report, ReportContext } from "./report.js";
import { editorColumn } from "./shown-line.js";

export function sarifReport(context: ReportContext): Report {
  const indexOf = new Map(context.rules.map(({ id }, index) => [id, index]));
  let isFirst = true;
  return {
    begin: () => {
      const driver = {
        name: "fivenines",
        semanticVersion: context.version,
        rules: context.rules.map(describeRule),
      };
      const root = { "%SRCROOT%": { description: { text: "Where the command ran." } } };
      return (
        `{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[` +
        `{"tool":{"driver":${JSON.stringify(driver)}},"columnKind":"utf16CodeUnits",` +
        `"originalUriBaseIds":${JSON.stringify(root)},"results":[\n`
      );
    },
    zone: ({ diagnostics, suppressed }) => {
      const results = [
        ...diagnostics.map((found) => describeResult(found, context, indexOf)),
        ...suppressed.map((found) => ({
          ...describeResult(found, context, indexOf),
          suppressions: [{ kind: "inSource" }],
        })),
      ];
      if (results.length === 0) return "";
      const text = results.map((result) => JSON.stringify(result)).join(",\n");
      const separator = isFirst ? "" : ",\n";
      isFirst = false;
      return separator + text;
    },
    end: () => "\n]}]}\n",
  };
}

const levelOf: { readonly [severity in Severity]: string } = {
  error: "error",
  warning: "warning",
  notice: "note",
};

function describeRule({ id, severity, sets, reference, summary, why, hint }: Rule) {
  const uri = referenceUri(reference);
  return {
    id,
    name: id,
    shortDescription: { text: summary },
    fullDescription: { text: why },
    help: {
      text: `${why}\nRemedy: ${hint}.\nReference: ${reference}.`,
      markdown: `${why}\n\n**Remedy**: ${hint}.\n\n**Reference**: ${reference}.`,
    },
    ...(uri === undefined ? {} : { helpUri: uri }),
    defaultConfiguration: { level: levelOf[severity] },
    properties: { tags: ["dns", ...sets] },
  };
}

/** Where a reference such as `RFC 1034 §3.6.2` can be read. */
export function referenceUri(reference: string): string | undefined {
  const match = /RFC (\d+)(?: §([\dA-Z]+(?:\.\d+)*))?/.exec(reference);
  if (match === null) return undefined;
  const section = match[2] === undefined ? "" : `#section-${match[2]}`;
  return `https://www.rfc-editor.org/rfc/rfc${match[1]}${section}`;
}

function describeResult(
  found: Diagnostic,
  context: ReportContext,
  indexOf: ReadonlyMap<string, number>,
) {
  const { code, severity, message, hint } = found;
  const ruleIndex = indexOf.get(code);
  const location = describeLocation(found, context);
  return {
    ruleId: code,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levelOf[severity],
    message: { text: hint === undefined ? message : `${message}\nRemedy: ${hint}` },
    ...(location === undefined ? {} : { locations: [location] }),
  };
}

function describeLocation(found: Diagnostic, context: ReportContext) {
  const { file, line, column, endColumn } = found;
  if (file === undefined) return undefined;
  const source = line === undefined ? undefined : context.line(file, line);
  const region = line !== undefined && {
    startLine: line,
    ...(column === undefined ? {} : { startColumn: editorColumn(source, column) }),
    ...(endColumn === undefined ? {} : { endColumn: editorColumn(source, endColumn) }),
  };
  return {
    physicalLocation: {
      artifactLocation: artifact(context.shown(file)),
      ...(region === false ? {} : { region }),
    },
  };
}

function artifact(shown: string) {
  const uri = shown.split("/").map(encodeURIComponent).join("/");
  return shown.startsWith("/") ? { uri: `file://${uri}` } : { uri, uriBaseId: "%SRCROOT%" };
}
