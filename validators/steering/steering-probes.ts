import type { Monitor, SteeredRrset } from "../../src/steering/config.js";
import type { Rule } from "../rule.js";
import type { Findings } from "../rule-context.js";
import { type SteeringFacts, servedRrsets } from "../steering-facts.js";

export const steeringProbes: Rule = {
  id: "steering-probes",
  severity: "warning",
  sets: ["best-practice"],
  reference: "docs/steering.md",
  summary: "A target is not probed, a monitor probes nothing, or its times do not fit together.",
  why: "What is not probed is answered whatever becomes of it. A probe that may take longer than the interval delays the next one, and with it the moment in which the failure is seen.",
  hint: "give each target a monitor, or declare its state; keep the time-out below the interval",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { steering } = context;
    if (steering === undefined) return found.diagnostics;
    const used = new Set(steering.config.probes.map(({ monitor }) => monitor));
    for (const monitor of steering.config.monitors) {
      const { line, column } = steering.place({ monitor: monitor.name });
      for (const message of timingFaults(monitor)) {
        found.atPlace(steering.file, line, column, `monitor ${monitor.name}: ${message}`);
      }
      if (used.has(monitor.name)) continue;
      const hint = "name it at a pool or a target, or remove it";
      const message = `no target is probed by monitor ${monitor.name}`;
      found.atPlace(steering.file, line, column, message, hint);
    }
    for (const [, rrset] of servedRrsets(steering)) lookAtTargets(steering, rrset, found);
    return found.diagnostics;
  },
};

function* timingFaults(monitor: Monitor): Generator<string> {
  const { intervalMs, timeoutMs, latencyMaxMs, check } = monitor;
  if (check.type === "push") return;
  if (timeoutMs > intervalMs) {
    yield `its time-out of ${timeoutMs} ms is longer than its interval of ${intervalMs} ms`;
  }
  if (latencyMaxMs !== null && latencyMaxMs >= timeoutMs) {
    yield `its maxLatency of ${latencyMaxMs} ms is never reached: it times out after ${timeoutMs} ms`;
  }
}

function lookAtTargets({ file, place }: SteeringFacts, rrset: SteeredRrset, found: Findings): void {
  for (const { id, value, probes, state } of rrset.targets) {
    if (probes.length > 0 || state !== "auto" || rrset.fallback.includes(value)) continue;
    const { line, column } = place({ target: id });
    const message = `${value} of ${rrset.owner} is not probed: it is answered whatever becomes of it`;
    found.atPlace(file, line, column, message);
    if (found.isFull) return;
  }
}
