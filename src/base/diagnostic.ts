/**
 * What is wrong with something an operator wrote (a zone file, a configuration, an API body), told
 * so that it can be mended: the place, the fault, the remedy. Diagnostics are collected, never
 * thrown one by one: an operator sees all of them at once.
 */
export interface Diagnostic {
  /** Stable kebab-case identifier, listed in docs/diagnostics.md. */
  readonly code: string;
  readonly severity: "error" | "warning" | "notice";
  readonly message: string;
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based, counted in bytes. */
  readonly column?: number;
  /** 1-based, in bytes, behind the last octet of what is wrong; on the same line. */
  readonly endColumn?: number;
  /** What to do about it, as a sentence. */
  readonly hint?: string;
}

/** `file:line:column: severity: message (hint) [code]`, the form editors and people both read. */
export function formatDiagnostic(d: Diagnostic): string {
  const place = [d.file, d.line, d.column].filter((part) => part !== undefined).join(":");
  const hint = d.hint === undefined ? "" : ` (${d.hint})`;
  return `${place === "" ? "" : `${place}: `}${d.severity}: ${d.message}${hint} [${d.code}]`;
}
