/**
 * The local file of overrides, read line by line: `PATTERN => ACTION [until TIME] [# WHO: WHY]`.
 * Lines are in order, the last that matches a target decides. A line with a fault is told and left
 * out; the others hold, since in an outage a slip in one must not undo the rest.
 */
import type { Diagnostic } from "../base/diagnostic.js";
import type { Override } from "../steering/state.js";

export interface OverrideReading {
  readonly overrides: readonly Override[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Who gave an order of the file that names nobody. */
export const unnamedWho = "the overrides file";

/** Far more than anybody writes by hand. Each is held against every target. */
const overrideLinesMax = 1000;
const lineCharsMax = 1000;
const diagnosticsMax = 100;
const actions = ["up", "down", "drain", "standby", "auto"] as const;

/** `atMs`: when the file was changed. */
export function readOverrides(text: string, file: string, atMs: number): OverrideReading {
  const overrides: Override[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const read = readLine(line, atMs);
    if (read === null) continue;
    const place = { file, line: index + 1 };
    if ("code" in read) {
      if (diagnostics.length < diagnosticsMax) diagnostics.push({ ...read, ...place });
    } else if (overrides.length < overrideLinesMax) overrides.push(read);
    else {
      const message = `more than ${overrideLinesMax} overrides: those from here on are left out`;
      const hint = "one pattern may name many targets: *, group:NAME";
      diagnostics.push({ code: "override-too-many", severity: "error", message, hint, ...place });
      break;
    }
  }
  return { overrides, diagnostics };
}

type Fault = Pick<Diagnostic, "code" | "severity" | "message" | "hint" | "column">;

function readLine(line: string, atMs: number): Override | Fault | null {
  const body = line.replace(/(^|\s)#.*$/, "").trim();
  if (body === "") return null;
  if (line.length > lineCharsMax) {
    return fault("override-syntax", `the line is longer than ${lineCharsMax} characters`, 1);
  }
  const [, pattern, action, rest] = /^(\S+)\s+=>\s+(\S+)(?:\s+(.*))?$/.exec(body) ?? [];
  if (pattern === undefined || action === undefined) {
    return fault("override-syntax", `"${body}" is not PATTERN => ACTION`, 1);
  }
  const known = actions.find((one) => one === action.toLowerCase());
  if (known === undefined) {
    const message = `${action} is not an action; there are ${actions.join(", ")}`;
    return fault("override-bad-action", message, line.indexOf(action) + 1);
  }
  const untilMs = rest === undefined ? null : readUntil(rest);
  if (untilMs === undefined) {
    const message = `"${rest}" is not a time until when it holds`;
    return fault("override-bad-time", message, line.indexOf(rest ?? "") + 1);
  }
  return { pattern, action: known, untilMs, atMs, ...readComment(line), source: "file" };
}

function fault(code: string, message: string, column: number): Fault {
  return {
    code,
    severity: "error",
    message,
    column,
    hint: "write it like this: 192.0.2.10 => drain until 2026-12-01T18:00Z  # alice: new kernel",
  };
}

/** With its zone, so that it means the same on every machine: `until 2026-12-01T18:00Z`. */
const timePattern =
  /^until\s+(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))$/;

function readUntil(rest: string): number | undefined {
  const time = timePattern.exec(rest)?.[1];
  const untilMs = time === undefined ? Number.NaN : Date.parse(time);
  return Number.isNaN(untilMs) ? undefined : untilMs;
}

function readComment(line: string): Pick<Override, "who" | "why"> {
  const comment = /(?:^|\s)#\s*(.*)$/.exec(line)?.[1]?.trim() ?? "";
  const [, who, why] = /^([^\s:]+):\s*(.*)$/.exec(comment) ?? [];
  return { who: who ?? unnamedWho, why: why ?? comment };
}
