/** A rotation by hand: what the steering's pages need of the running one, over plain data. */
import type { OverrideChange, RotationPort } from "../../../src/rotation/rotation-port.js";
import type { ZoneSteering } from "../../../src/steering/config.js";
import { matchesTarget } from "../../../src/steering/overrides.js";
import { plan } from "../../../src/steering/plan.js";
import {
  emptyMemory,
  type LoadReport,
  type Override,
  type ProbeState,
} from "../../../src/steering/state.js";

export const nowMs = Date.UTC(2026, 0, 2, 3, 4, 5);

export interface HandMade extends RotationPort {
  readonly changes: OverrideChange[];
  readonly pushed: unknown[];
}

export function handMadeRotation(
  config: ZoneSteering,
  health: Readonly<Record<string, Partial<ProbeState>>> = {},
  more: { overrides?: readonly Override[]; loads?: ReadonlyMap<string, LoadReport> } = {},
): HandMade {
  const well: ProbeState = {
    health: "up",
    sinceMs: nowMs - 3_600_000,
    lastMs: nowMs - 50,
    failures: 0,
    successes: 0,
    reason: "ok",
    latencyMs: 3.25,
  };
  const at = (changes: Readonly<Record<string, Partial<ProbeState>>>) =>
    new Map(config.probes.map(({ key }) => [key, { ...well, ...changes[key] }]));
  const overrides = more.overrides ?? [];
  const loads = more.loads ?? new Map<string, LoadReport>();
  const before = plan(config, { probes: at({}), overrides, loads, memory: emptyMemory }, nowMs - 1);
  const state = { probes: at(health), overrides, loads, memory: before.memory };
  const planned = plan(config, state, nowMs);
  const zone = {
    apex: config.apex,
    config,
    state: { ...state, memory: planned.memory },
    plan: planned,
    plannedAtMs: nowMs,
    changedAtMs: config.rrsets.map((_, place) => nowMs - 1000 * place),
    shadows: [],
  };
  const changes: OverrideChange[] = [];
  const pushed: unknown[] = [];
  const reached = (pattern: string) =>
    config.rrsets.flatMap((rrset) =>
      rrset.targets.filter((target) => matchesTarget(pattern, target, rrset)).map(({ id }) => id),
    );
  return {
    changes,
    pushed,
    zones: () => [zone],
    zone: (apex) => (apex === config.apex ? zone : undefined),
    probeKey: (_apex, key) => `shared ${key}`,
    regionOf: (_apex, _rrset, _path, address) => ({ branch: address[0] === 198 ? 1 : 0, bits: 8 }),
    history: async (keys) =>
      keys.map((key) => ({
        key,
        results: [
          {
            atMs: nowMs - 300,
            ok: false,
            reason: "skipped",
            latencyMs: 0,
            uncounted: true,
          } as const,
          { atMs: nowMs - 200, ok: true, reason: "ok", latencyMs: 3 },
          { atMs: nowMs - 100, ok: !key.includes("192.0.2.11"), reason: "refused", latencyMs: 1 },
        ],
      })),
    override: async (change) => {
      if (change.why === "refuse this") {
        return { kind: "refused", reason: "1 of 3 would be left", hint: "--force does it" };
      }
      changes.push(change);
      const drainedAtMs = change.action === "drain" ? nowMs + 65_000 : null;
      return { kind: "done", targets: reached(change.pattern), drainedAtMs };
    },
    overrides,
    pushHealth: (...words) => {
      pushed.push(words);
      return words[0] === "web";
    },
    pushLoad: (...words) => {
      pushed.push(words);
      return reached(words[0]);
    },
    answers: () => new Map(),
    tallies: () => [],
    prober: { alive: true, restarts: 0 },
  };
}
