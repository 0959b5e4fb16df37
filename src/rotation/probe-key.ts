/**
 * Which probes are the same: an address, a port and what is asked decide, not the name that a zone
 * gives its monitor. So zones that watch the same thing share one probe.
 */
import { createHash } from "node:crypto";
import type { Monitor, ProbeSpec } from "../steering/config.js";

/** Readable at its head, unique by its tail: `https 192.0.2.10 3kTMd7…`. */
export function probeKey(spec: ProbeSpec, monitor: Monitor): string {
  const { name, ...content } = monitor;
  // Whoever pushes health names the monitor, so there the name is part of it.
  const called = monitor.check.type === "push" ? name : "";
  const all = canonical([spec.host, spec.port, called, content]);
  const digest = createHash("sha256").update(all).digest("base64url").slice(0, 16);
  return `${monitor.check.type} ${spec.host} ${digest}`;
}

/** Whether both ask the same, whatever their thresholds and times. */
export function sameCheck(a: Monitor, b: Monitor): boolean {
  return canonical(asked(a)) === canonical(asked(b));
}

/** How long what was told is believed, and when a certificate is warned of, change no question. */
function asked({ check }: Monitor): object {
  return { ...check, staleMs: null, warnDays: null };
}

/** JSON that does not depend on the order of keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
