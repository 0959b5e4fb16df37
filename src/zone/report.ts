/**
 * Diagnostics of one zone, collected and bounded: a broken file of a million lines has a million
 * faults, and nobody reads more than the first hundred. Errors and warnings are bounded apart, so
 * that warnings never hide the error that keeps a zone out of service.
 */
import type { Diagnostic } from "../base/diagnostic.js";
import { limits } from "../base/limits.js";
import type { TextFault } from "../dns/text/scanner.js";
import { type ZoneFaultCode, zoneFaults } from "./faults.js";

interface Placed {
  readonly fileIndex: number;
  readonly diagnostic: Diagnostic;
}

export class ZoneReport {
  errorCount = 0;
  warningCount = 0;
  private files: readonly string[] = [];
  private errors: Placed[] = [];
  private warnings: Placed[] = [];

  /** Starts over. `files` is read when a place is told, so it may still grow. */
  reset(files: readonly string[]): void {
    this.files = files;
    this.errorCount = this.warningCount = 0;
    this.errors = [];
    this.warnings = [];
  }

  /**
   * Adds a fault of the table; its severity and hint come from there. Without a column the text is
   * gone: `faultyPart` says what to look for in the entry of that line.
   */
  add(
    code: ZoneFaultCode,
    message: string,
    fileIndex: number,
    line: number,
    column?: number,
  ): void {
    const { severity, hint } = zoneFaults[code];
    this.place(fileIndex, code, severity, message, line, column, hint);
  }

  /** Adds a fault that a scanner or record type threw. */
  addFault(fault: TextFault, fileIndex: number): void {
    const known: { readonly [code: string]: { readonly hint: string } } = zoneFaults;
    const hint = fault.hint ?? known[fault.code]?.hint;
    this.place(fileIndex, fault.code, "error", fault.message, fault.line, fault.column, hint);
  }

  /** In the order of the files and their lines, the kept errors first when there are too many. */
  diagnostics(): Diagnostic[] {
    if (this.errors.length + this.warnings.length === 0) return [];
    const max = limits.diagnosticsPerZoneMax;
    const kept = [...this.errors, ...this.warnings].slice(0, max);
    kept.sort(
      (a, b) => a.fileIndex - b.fileIndex || (a.diagnostic.line ?? 0) - (b.diagnostic.line ?? 0),
    );
    const out = kept.map((placed) => placed.diagnostic);
    const more = this.errorCount + this.warningCount - out.length;
    if (more > 0) {
      out.push({
        code: "more-diagnostics",
        severity: "notice",
        message: `${more} more not shown: ${this.errorCount} errors, ${this.warningCount} warnings`,
        ...(this.files[0] === undefined ? {} : { file: this.files[0] }),
      });
    }
    return out;
  }

  private place(
    fileIndex: number,
    code: string,
    severity: Diagnostic["severity"],
    message: string,
    line: number,
    column: number | undefined,
    hint: string | undefined,
  ): void {
    const isError = severity === "error";
    const list = isError ? this.errors : this.warnings;
    if (isError) this.errorCount++;
    else this.warningCount++;
    if (list.length >= limits.diagnosticsPerZoneMax) return;
    const file = this.files[fileIndex];
    const diagnostic: Diagnostic = {
      code,
      severity,
      message,
      ...(file === undefined ? {} : { file }),
      ...(line > 0 ? { line } : {}),
      ...(line > 0 && column !== undefined ? { column } : {}),
      ...(hint === undefined ? {} : { hint }),
    };
    list.push({ fileIndex, diagnostic });
  }
}
