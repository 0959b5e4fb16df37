/** Recorded results of probes, as `fivenines steer trace` prints them: one JSON object a line. */
import type { ProbeResult } from "../verdict.js";

export interface TraceEntry extends ProbeResult {
  /** The zone's own key of the probe: `web@192.0.2.10`. */
  readonly probe: string;
}

export type TraceReading =
  | { readonly kind: "trace"; readonly entries: readonly TraceEntry[] }
  | { readonly kind: "fault"; readonly line: number; readonly fault: string };

/** In order of time, whatever the order of the lines. */
export function readTrace(text: string): TraceReading {
  const entries: TraceEntry[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const entry = entryOf(line);
    if (typeof entry === "string") return { kind: "fault", line: index + 1, fault: entry };
    entries.push(entry);
  }
  return { kind: "trace", entries: entries.sort((a, b) => a.atMs - b.atMs) };
}

function entryOf(line: string): TraceEntry | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "this is not JSON";
  }
  if (typeof value !== "object" || value === null) return "this is no JSON object";
  const { probe, atMs, ok, reason, latencyMs } = value as Record<string, unknown>;
  if (typeof probe !== "string") return "probe must be the key of a probe, in quotes";
  if (typeof atMs !== "number" || !(atMs >= 0)) return "atMs must be a Unix time in milliseconds";
  if (typeof ok !== "boolean") return "ok must be true or false";
  return {
    probe,
    atMs,
    ok,
    reason: typeof reason === "string" ? reason.slice(0, 200) : ok ? "ok" : "failed",
    latencyMs: typeof latencyMs === "number" && latencyMs >= 0 ? latencyMs : 0,
  };
}
