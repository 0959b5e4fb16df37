/** How long clients of a steered name may stay on a target that has died. */
import type { Monitor, SteeredRrset, ZoneSteering } from "../../src/steering/config.js";
import { detectionMs } from "../../src/steering/detection.js";

export interface FailoverTime {
  /** From the death to the verdict, by the slowest of the probes, if they time out. */
  readonly detectionSeconds: number;
  /** What is in caches then: the TTL while all is well. */
  readonly ttlSeconds: number;
}

/** Undefined if a target is not probed: then it never leaves the answers by itself. */
export function failoverTime(rrset: SteeredRrset, config: ZoneSteering): FailoverTime | undefined {
  const byName = new Map(config.monitors.map((monitor) => [monitor.name, monitor]));
  const nameOf = new Map(config.probes.map(({ key, monitor }) => [key, monitor]));
  let detection = 0;
  let soonest = Number.POSITIVE_INFINITY;
  for (const { probes, state } of rrset.targets) {
    if (state !== "auto") continue;
    if (probes.length === 0) return undefined;
    for (const key of probes) {
      const monitor = byName.get(nameOf.get(key) ?? "");
      if (monitor === undefined) continue;
      detection = Math.max(detection, detectionMs(monitor).timedOut.worstMs);
      soonest = Math.min(soonest, soonestMs(monitor));
    }
  }
  const { min, max } = rrset.ttl;
  const ttlSeconds = Math.max(min, Math.min(max, Math.floor(soonest / 1000)));
  return { detectionSeconds: Math.ceil(detection / 1000), ttlSeconds };
}

/** Time in which a target that was well just now may become down: so long is its answer good. */
function soonestMs({ intervalMs, jitter, fall, recheckMs }: Monitor): number {
  return intervalMs * (1 - jitter) + (fall - 1) * recheckMs;
}
