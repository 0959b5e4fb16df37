/**
 * JUnit's XML, which every build server can draw: a zone is a test case, and it fails if anything in
 * it is at or above `--fail-on`. What is below that stands in its output.
 */
import { formatDiagnostic } from "../base/diagnostic.js";
import { type CheckSummary, isAtLeast } from "./check-summary.js";
import type { Report, ReportContext } from "./report.js";
import type { ZoneVerdict } from "./zone-checker.js";

export function junitReport(context: ReportContext): Report {
  const cases: string[] = [];
  let failures = 0;
  return {
    begin: () => "",
    zone: (verdict) => {
      const { text, isFailure } = testCase(verdict, context);
      if (isFailure) failures++;
      cases.push(text);
      return "";
    },
    end: ({ zones, milliseconds }: CheckSummary) => {
      const counts = `tests="${zones}" failures="${failures}" errors="0"`;
      const time = `time="${(milliseconds / 1000).toFixed(3)}"`;
      return [
        '<?xml version="1.0" encoding="UTF-8"?>',
        `<testsuites name="fivenines check" ${counts} ${time}>`,
        `  <testsuite name="zones" ${counts} skipped="0" ${time}>`,
        ...cases,
        "  </testsuite>",
        "</testsuites>\n",
      ].join("\n");
    },
  };
}

function testCase(verdict: ZoneVerdict, context: ReportContext) {
  const file = context.shown(verdict.path);
  const line = ({ file: of, ...rest }: ZoneVerdict["diagnostics"][number]) =>
    formatDiagnostic(of === undefined ? rest : { ...rest, file: context.shown(of) });
  const failing = verdict.diagnostics.filter(({ severity }) => isAtLeast(severity, context.failOn));
  const others = verdict.diagnostics.filter((found) => !failing.includes(found));
  const name = verdict.apex ?? file;
  const open = `    <testcase classname="${escapeXml(file)}" name="${escapeXml(name)}" file="${escapeXml(file)}" time="0"`;
  const [first] = failing;
  if (first === undefined && others.length === 0) return { text: `${open}/>`, isFailure: false };
  const parts = [`${open}>`];
  if (first !== undefined) {
    const more = failing.length === 1 ? "" : ` (and ${failing.length - 1} more)`;
    const body = escapeXml(failing.map(line).join("\n"));
    parts.push(
      `      <failure type="${escapeXml(first.code)}" message="${escapeXml(first.message + more)}">${body}</failure>`,
    );
  }
  if (others.length > 0) {
    parts.push(`      <system-out>${escapeXml(others.map(line).join("\n"))}</system-out>`);
  }
  parts.push("    </testcase>");
  return { text: parts.join("\n"), isFailure: first !== undefined };
}

const entities: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};
/** What XML 1.0 §2.2 does not let a document hold, however it is escaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to be left out.
const noCharacter = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

export function escapeXml(text: string): string {
  return text
    .replace(noCharacter, "\ufffd")
    .replace(/[&<>"']/g, (character) => entities[character]!);
}
