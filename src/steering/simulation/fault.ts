/** What goes wrong in a simulation: which probes fail from when to when, and in which way. */
import type { Monitor, ZoneSteering } from "../config.js";

export type Behaviour =
  | { readonly kind: "refuses" }
  /** As its probes have told for some time. */
  | { readonly kind: "fails"; readonly reason: string }
  | { readonly kind: "times-out" }
  /** This share of the requests gets no answer. */
  | { readonly kind: "lossy"; readonly share: number }
  | { readonly kind: "slow"; readonly latencyMs: number };

export interface Fault {
  /** As the operator named it: `group:rack-a`. */
  readonly what: string;
  /** Keys of the probes that it concerns. */
  readonly probes: ReadonlySet<string>;
  /** Ids of the targets that really have it; empty if it is the monitoring that fails. */
  readonly targets: ReadonlySet<string>;
  readonly behaviour: Behaviour;
  /** From the start of the simulation, milliseconds; infinite for an end that does not come. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** Which probes and targets a fault concerns. */
export type FaultScope = Pick<Fault, "what" | "probes" | "targets">;

/** The targets that `reached` says, and their probes; null if there is none. */
export function scopeOfTargets(
  config: ZoneSteering,
  what: string,
  reached: (place: { rrset: number; target: number }) => boolean,
): FaultScope | null {
  const targets = new Set<string>();
  const hosts = new Set<string>();
  const hostOf = new Map(config.probes.map(({ key, host }) => [key, host]));
  for (const [rrsetPlace, rrset] of config.rrsets.entries()) {
    for (const [targetPlace, target] of rrset.targets.entries()) {
      if (!reached({ rrset: rrsetPlace, target: targetPlace })) continue;
      targets.add(target.id);
      for (const key of target.probes) hosts.add(hostOf.get(key) ?? "");
    }
  }
  if (targets.size === 0) return null;
  // A machine that is dead is dead for every monitor that looks at it, and for every name.
  const probes = new Set(config.probes.filter(({ host }) => hosts.has(host)).map(({ key }) => key));
  for (const { targets: all } of config.rrsets) {
    for (const { id, probes: keys } of all) {
      if (keys.length > 0 && keys.every((key) => probes.has(key))) targets.add(id);
    }
  }
  return { what, probes, targets };
}

/** All probes of a monitor, whose targets are well; null if there is no such monitor. */
export function scopeOfMonitor(config: ZoneSteering, name: string): FaultScope | null {
  if (!config.monitors.some((monitor) => monitor.name === name)) return null;
  const probes = config.probes.filter(({ monitor }) => monitor === name).map(({ key }) => key);
  return { what: `probe:${name}`, probes: new Set(probes), targets: new Set() };
}

export interface Outcome {
  readonly ok: boolean;
  readonly reason: string;
  /** How long the probe takes. */
  readonly tookMs: number;
}

/** What a well target needs to answer. */
const wellLatencyMs = 4;
const refusalMs = 1;

/** How a probe ends that begins while the target behaves so; `chance` is from 0 up to 1. */
export function outcomeOf(
  behaviour: Behaviour | null,
  { timeoutMs, latencyMaxMs }: Monitor,
  chance: number,
): Outcome {
  const late: Outcome = { ok: false, reason: "timeout", tookMs: timeoutMs };
  switch (behaviour?.kind) {
    case "refuses":
      return { ok: false, reason: "refused", tookMs: refusalMs };
    case "fails":
      return { ok: false, reason: behaviour.reason, tookMs: refusalMs };
    case "times-out":
      return late;
    case "lossy":
      if (chance < behaviour.share) return late;
      break;
    case "slow": {
      const { latencyMs } = behaviour;
      if (latencyMs >= timeoutMs) return late;
      const tooSlow = latencyMaxMs !== null && latencyMs > latencyMaxMs;
      return { ok: !tooSlow, reason: tooSlow ? "too slow" : "ok", tookMs: latencyMs };
    }
  }
  return { ok: true, reason: "ok", tookMs: Math.min(wellLatencyMs, timeoutMs) };
}
