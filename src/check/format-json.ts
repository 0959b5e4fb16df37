/** Findings for programs; docs/reference/check-report.schema.json says what may be in it. */
import type { Diagnostic } from "../base/diagnostic.js";
import type { Report, ReportContext } from "./report.js";

/** Grows when something that programs rely on changes its meaning or goes; additions leave it. */
export const jsonReportVersion = 1;

export function jsonReport(context: ReportContext): Report {
  let isFirst = true;
  const shown = ({ file, ...rest }: Diagnostic) =>
    file === undefined ? rest : { ...rest, file: context.shown(file) };
  return {
    begin: () => {
      const tool = { name: "fivenines", version: context.version };
      return `{"version":${jsonReportVersion},"tool":${JSON.stringify(tool)},"zones":[\n`;
    },
    zone: ({ path, apex, records, diagnostics, suppressed }) => {
      const zone = {
        file: context.shown(path),
        apex,
        records,
        diagnostics: diagnostics.map(shown),
        suppressed: suppressed.map(shown),
      };
      const separator = isFirst ? "" : ",\n";
      isFirst = false;
      return `${separator}${JSON.stringify(zone)}`;
    },
    end: ({ zonesWithFindings, ...summary }) => `\n],"summary":${JSON.stringify(summary)}}\n`,
  };
}
