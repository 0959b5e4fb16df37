/** Monitors and probes with the defaults of the steering file, for tests. */
import type { PlannedProbe } from "../../../src/probe/probe-thread-messages.js";
import type { Check, HttpCheck, Monitor, TlsCheck } from "../../../src/steering/config.js";
import { unknownProbe } from "../../../src/steering/verdict.js";

export function monitor(check: Check, changes: Partial<Monitor> = {}): Monitor {
  return {
    name: check.type,
    check,
    intervalMs: 1000,
    timeoutMs: 500,
    jitter: 0.1,
    fall: 3,
    rise: 2,
    okWindow: 10,
    recheckMs: 250,
    latencyMaxMs: null,
    ...changes,
  };
}

export function plannedProbe(
  host: string,
  check: Check,
  changes: Partial<Monitor> = {},
): PlannedProbe {
  const key = `${check.type}@${host}`;
  return { key, host, port: null, monitor: monitor(check, changes), from: unknownProbe };
}

export const plainRequest: HttpCheck = {
  method: "GET",
  path: "/healthz",
  host: "",
  headers: [],
  codes: [[200, 299]],
  body: null,
};

export const strictTls: TlsCheck = { serverName: "", verify: true, warnDays: 14, daysMin: 0 };
