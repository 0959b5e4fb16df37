/**
 * A target that came back gets its share little by little: 10 % at first, all of it when the ramp
 * ends (Envoy's slow start, with its default share). Steps are no shorter than the least TTL:
 * resolvers would not see shorter ones.
 */
import type { SteeredRrset } from "./config.js";

export interface RampStep {
  /** Above 0, at most 1. */
  readonly factor: number;
  /** Unix time, milliseconds, of the next step; null when the ramp is over. */
  readonly nextMs: number | null;
}

const firstShare = 0.1;
const stepsMax = 10;

export const noRamp: RampStep = { factor: 1, nextMs: null };

export function rampStep(
  { slowStartMs, ttl }: SteeredRrset,
  fromMs: number | null,
  nowMs: number,
): RampStep {
  if (fromMs === null || slowStartMs <= 0) return noRamp;
  const stepMs = Math.max(slowStartMs / stepsMax, Math.min(ttl.min * 1000, slowStartMs));
  const steps = Math.max(1, Math.floor(slowStartMs / stepMs + 1e-9));
  // The step is compared with the very times that are given out, so that rounding cannot differ.
  const startOf = (step: number) => fromMs + Math.ceil((step * slowStartMs) / steps);
  let done = 0;
  while (done < steps && nowMs >= startOf(done + 1)) done++;
  if (done === steps) return noRamp;
  return {
    factor: firstShare + ((1 - firstShare) * done) / steps,
    nextMs: startOf(done + 1),
  };
}
