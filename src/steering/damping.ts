/**
 * Flap damping, as BGP routes have it (RFC 2439, sections 4.2 and 4.4.2): each transition adds a
 * penalty, which halves every half-life; above one bound a target is suppressed, until the penalty
 * has decayed below another. A ceiling makes the longest suppression after the last transition.
 */
import type { Damping } from "./config.js";

export interface Penalty {
  /** As of `penaltyAtMs`. */
  readonly penalty: number;
  readonly penaltyAtMs: number;
  /** Null if it is not suppressed. */
  readonly suppressedSinceMs: number | null;
}

export const noPenalty: Penalty = { penalty: 0, penaltyAtMs: 0, suppressedSinceMs: null };

/** The penalty as it has decayed by then. */
export function penaltyAt(damping: Damping, { penalty, penaltyAtMs }: Penalty, nowMs: number) {
  return penalty * 2 ** (-Math.max(0, nowMs - penaltyAtMs) / damping.halfLifeMs);
}

/** After a transition. */
export function withTransition(damping: Damping, before: Penalty, nowMs: number): Penalty {
  const ceiling = damping.reuse * 2 ** (damping.maxMs / damping.halfLifeMs);
  const penalty = Math.min(ceiling, penaltyAt(damping, before, nowMs) + damping.penalty);
  const suppressed = penalty >= damping.suppress || isSuppressed(damping, before, nowMs);
  const suppressedSinceMs = suppressed ? (before.suppressedSinceMs ?? nowMs) : null;
  return { penalty, penaltyAtMs: nowMs, suppressedSinceMs };
}

/** As time has passed: free again once the penalty is low enough. */
export function withTime(damping: Damping, before: Penalty, nowMs: number): Penalty {
  if (before.suppressedSinceMs === null || isSuppressed(damping, before, nowMs)) return before;
  return { ...before, suppressedSinceMs: null };
}

/** Unix time, milliseconds, when the suppression ends if nothing changes; null without one. */
export function suppressedUntilMs(damping: Damping, of: Penalty): number | null {
  if (of.suppressedSinceMs === null) return null;
  const halvings = Math.max(0, Math.log2(of.penalty / damping.reuse));
  return of.penaltyAtMs + Math.ceil(halvings * damping.halfLifeMs);
}

function isSuppressed(damping: Damping, of: Penalty, nowMs: number): boolean {
  const untilMs = suppressedUntilMs(damping, of);
  return untilMs !== null && nowMs < untilMs;
}
