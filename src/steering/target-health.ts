/** What the probes of a target say together: `require` of them have to be up. */
import type { Target } from "./config.js";
import type { Health, ProbeState } from "./state.js";
import { unknownProbe } from "./verdict.js";

export interface HealthFinding {
  readonly health: Health;
  /** When the last probe that agrees with it came to say so; 0 if none is asked. */
  readonly sinceMs: number;
  /** Since when every probe is down; null if one is not. */
  readonly allDownSinceMs: number | null;
  readonly because: string;
}

const allUp = "all its probes are up";

const unmonitored: HealthFinding = {
  health: "up",
  sinceMs: 0,
  allDownSinceMs: null,
  because: "not monitored",
};

export function healthOf(target: Target, states: ReadonlyMap<string, ProbeState>): HealthFinding {
  const { probes } = target;
  if (probes.length === 0) return unmonitored;
  const [first] = probes;
  if (probes.length === 1 && first !== undefined) {
    const state = states.get(first) ?? unknownProbe;
    if (state.health === "up") return onlyUp(state);
  }
  const counts = { up: 0, down: 0, unknown: 0 };
  const since = { up: 0, down: 0, unknown: 0 };
  for (const key of probes) {
    const { health, sinceMs } = states.get(key) ?? unknownProbe;
    counts[health]++;
    if (sinceMs > since[health]) since[health] = sinceMs;
  }
  const health = verdict(target.require, counts.up, counts.unknown);
  return {
    health,
    sinceMs: since[health],
    allDownSinceMs: counts.down === probes.length ? since.down : null,
    because: because(target, states, health, counts),
  };
}

/** By far most targets have one probe, and most of these are up. */
function onlyUp({ sinceMs }: ProbeState): HealthFinding {
  return { health: "up", sinceMs, allDownSinceMs: null, because: allUp };
}

/** Unknown is not down: what has not been asked yet might be up. */
function verdict(require: number, up: number, unknown: number): Health {
  if (up >= require) return "up";
  return up + unknown < require ? "down" : "unknown";
}

function because(
  { probes, require }: Target,
  states: ReadonlyMap<string, ProbeState>,
  health: Health,
  counts: Readonly<Record<Health, number>>,
): string {
  if (health === "up") {
    if (counts.up === probes.length) return allUp;
    return `${counts.up} of ${probes.length} probes are up, ${require} are asked for`;
  }
  const telling = probes
    .map((key) => states.get(key) ?? unknownProbe)
    .filter((state) => state.health === health);
  const reasons = [...new Set(telling.map(({ reason }) => reason))].join(", ");
  if (health === "unknown") return reasons;
  const sinceMs = Math.max(...telling.map((state) => state.sinceMs));
  const since = `${new Date(sinceMs).toISOString().slice(0, 19)}Z`;
  return `${counts.down} of ${probes.length} probes failed: ${reasons}, since ${since}`;
}
