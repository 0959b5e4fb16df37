/** What every output format is given, and gives. */
import type { Rule } from "../../validators/rule.js";
import type { CheckSummary, FailOn } from "./check-summary.js";
import type { ZoneVerdict } from "./zone-checker.js";

export interface ReportContext {
  /** A path as the reader of the report knows it: from the working folder, with slashes. */
  shown(path: string): string;
  /** A line of a file, without its end; undefined if the file is gone. */
  line(file: string, line: number): Uint8Array | undefined;
  /** Rules that were run, and those that the reader keeps. */
  readonly rules: readonly Rule[];
  readonly failOn: FailOn;
  readonly color: boolean;
  /** Only findings that make the run fail, and no summary. */
  readonly quiet: boolean;
  /** Of this program. */
  readonly version: string;
}

/** Pieces of the report, in the order they are written. */
export interface Report {
  begin(): string;
  /** Called for each zone, clean ones too. */
  zone(verdict: ZoneVerdict): string;
  end(summary: CheckSummary): string;
}

export const reportFormats = ["text", "json", "sarif", "github", "junit"] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** Each format's code is loaded when it is asked for. */
export async function makeReport(format: ReportFormat, context: ReportContext): Promise<Report> {
  switch (format) {
    case "text":
      return (await import("./format-text.js")).textReport(context);
    case "json":
      return (await import("./format-json.js")).jsonReport(context);
    case "sarif":
      return (await import("./format-sarif.js")).sarifReport(context);
    case "github":
      return (await import("./format-github.js")).githubReport(context);
    case "junit":
      return (await import("./format-junit.js")).junitReport(context);
  }
}
