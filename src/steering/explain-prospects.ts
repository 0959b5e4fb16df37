/**
 * What would happen to a target next: how soon it could be down if it failed from now on, and when
 * it could be back at the earliest if it were well from now on. From counters and thresholds alone.
 */
import type { Damping, Monitor, SteeredRrset, Target } from "./config.js";
import { suppressedUntilMs } from "./damping.js";
import type { ProbeState, TargetMemory } from "./state.js";

export interface ProbeView {
  readonly monitor: Monitor;
  readonly state: ProbeState;
}

/** Milliseconds from now; null if it cannot happen by itself. */
export interface Prospects {
  /** Until it is down, if each of its probes is refused at once. */
  readonly downMsMax: number | null;
  /** The same if each of them times out. */
  readonly downByTimeoutMsMax: number | null;
  /** Until it takes part again, if all of its probes succeed. */
  readonly backMsMin: number | null;
}

export function prospectsOf(
  rrset: SteeredRrset,
  target: Target,
  probes: readonly ProbeView[],
  memory: TargetMemory | undefined,
  nowMs: number,
): Prospects {
  if (probes.length === 0) return { downMsMax: null, downByTimeoutMsMax: null, backMsMin: null };
  // It is down once fewer than `require` are left, and up once `require` are.
  const downPlace = probes.length - Math.min(target.require, probes.length);
  const down = (timeout: boolean) => {
    const ms = ascending(probes.map((probe) => downWithin(probe, timeout, nowMs)))[downPlace];
    return ms === undefined || ms === Number.POSITIVE_INFINITY ? null : ms;
  };
  const up = ascending(probes.map((probe) => upWithin(probe, nowMs)))[target.require - 1] ?? 0;
  return {
    downMsMax: down(false),
    downByTimeoutMsMax: down(true),
    backMsMin: backWithin(rrset, up, memory, nowMs),
  };
}

/** Until a probe's verdict is down at the latest, if it fails from now on. */
function downWithin({ monitor, state }: ProbeView, timeout: boolean, nowMs: number): number {
  if (state.health === "down") return 0;
  // It is told whenever somebody tells it, and who is silent is unknown.
  if (monitor.check.type === "push") return timeout ? Number.POSITIVE_INFINITY : 0;
  const left = Math.max(1, monitor.fall - state.failures);
  const pause = state.failures > 0 ? monitor.recheckMs : intervalMax(monitor);
  const first = Math.max(0, state.lastMs === 0 ? pause : state.lastMs + pause - nowMs);
  const each = timeout ? monitor.timeoutMs : 0;
  return first + each + (left - 1) * (monitor.recheckMs + each);
}

/** Until a probe's verdict is up at the earliest, if it succeeds from now on. */
function upWithin({ monitor, state }: ProbeView, nowMs: number): number {
  if (state.health === "up" || monitor.check.type === "push") return 0;
  const interval = monitor.intervalMs * (1 - monitor.jitter);
  const first = Math.max(0, state.lastMs === 0 ? 0 : state.lastMs + interval - nowMs);
  if (state.health === "unknown") return first;
  return first + (Math.max(1, monitor.rise - state.successes) - 1) * interval;
}

function backWithin(
  rrset: SteeredRrset,
  upMs: number,
  memory: TargetMemory | undefined,
  nowMs: number,
): number | null {
  if (memory === undefined || memory.serving) return null;
  const wellSince = memory.health === "up" ? memory.healthSinceMs : nowMs + upMs;
  const holdDown = wellSince + rrset.holdDownMs - nowMs;
  const suppressed = suppressionLeftMs(rrset.damping, memory, nowMs);
  return Math.max(upMs, holdDown, suppressed ?? 0);
}

/** How long a target is suppressed yet; null if it is not. */
export function suppressionLeftMs(
  damping: Damping | null,
  memory: TargetMemory | undefined,
  nowMs: number,
): number | null {
  if (damping === null || memory === undefined || memory.suppressedSinceMs === null) return null;
  return Math.max(0, (suppressedUntilMs(damping, memory) ?? nowMs) - nowMs);
}

function intervalMax(monitor: Monitor): number {
  return monitor.intervalMs * (1 + monitor.jitter);
}

function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}
