/** Every probe that the steered zones need, once each, what it said last, and which zones ask. */
import type { PlannedProbe, ProbeChange } from "../probe/probe-thread-messages.js";
import type { Monitor, ProbeSpec, ZoneSteering } from "../steering/config.js";
import type { ProbeState } from "../steering/state.js";
import { unknownProbe } from "../steering/verdict.js";
import { probeKey, sameCheck } from "./probe-key.js";
import type { ProbeName } from "./rotation-events.js";

interface SharedProbe {
  readonly key: string;
  readonly spec: ProbeSpec;
  readonly monitor: Monitor;
  state: ProbeState;
  /** Apex → the zone's own keys of it: two monitors of a zone may be the same but for their names. */
  readonly users: Map<string, string[]>;
}

interface ZoneProbes {
  /** By the zone's own key. */
  readonly shared: ReadonlyMap<string, SharedProbe>;
  readonly states: Map<string, ProbeState>;
}

export class ProbeBook {
  private readonly shared = new Map<string, SharedProbe>();
  private readonly zones = new Map<string, ZoneProbes>();

  get size(): number {
    return this.shared.size;
  }

  /**
   * Takes the probes of a zone, in place of those that it had. A probe goes on from what is known of
   * it: by another zone, by this one before it changed, or by `kept`. Returns what the zone sees
   * of them from now on.
   */
  put(
    apex: string,
    config: ZoneSteering,
    kept: ReadonlyMap<string, ProbeState> = new Map(),
  ): ReadonlyMap<string, ProbeState> {
    const before = this.zones.get(apex);
    const monitors = new Map(config.monitors.map((monitor) => [monitor.name, monitor]));
    const shared = new Map<string, SharedProbe>();
    const states = new Map<string, ProbeState>();
    for (const spec of config.probes) {
      const monitor = monitors.get(spec.monitor);
      if (monitor === undefined) continue;
      const key = probeKey(spec, monitor);
      const probe = this.shared.get(key) ?? {
        key,
        spec,
        monitor,
        state: kept.get(spec.key) ?? inherited(before?.shared.get(spec.key), monitor),
        users: new Map<string, string[]>(),
      };
      shared.set(spec.key, probe);
      states.set(spec.key, probe.state);
      this.shared.set(key, probe);
    }
    if (before !== undefined) this.leave(apex, before);
    for (const [own, probe] of shared) {
      this.shared.set(probe.key, probe);
      probe.users.set(apex, [...(probe.users.get(apex) ?? []), own]);
    }
    this.zones.set(apex, { shared, states });
    return states;
  }

  remove(apex: string): void {
    const zone = this.zones.get(apex);
    if (zone === undefined) return;
    this.leave(apex, zone);
    this.zones.delete(apex);
  }

  /** Takes what the probes say. Returns the zones for which that may change an answer. */
  take(changes: readonly ProbeChange[]): ReadonlySet<string> {
    const touched = new Set<string>();
    for (const { key, state } of changes) {
      const probe = this.shared.get(key);
      // News of a probe that is not wanted any more may still be on the way.
      if (probe === undefined) continue;
      const matters = differs(probe.state, state);
      probe.state = state;
      for (const [apex, keys] of probe.users) {
        const states = this.zones.get(apex)?.states;
        for (const own of keys) states?.set(own, state);
        if (matters) touched.add(apex);
      }
    }
    return touched;
  }

  /** All of them, each from where it stands. */
  *planned(): Generator<PlannedProbe> {
    for (const { key, spec, monitor, state } of this.shared.values()) {
      yield { key, host: spec.host, port: spec.port, monitor, from: state };
    }
  }

  /** The key that the probing thread knows it by. */
  keyOf(apex: string, own: string): string | undefined {
    return this.zones.get(apex)?.shared.get(own)?.key;
  }

  stateOf(key: string): ProbeState | undefined {
    return this.shared.get(key)?.state;
  }

  nameOf(key: string): ProbeName | undefined {
    const probe = this.shared.get(key);
    const [apex] = probe?.users.keys() ?? [];
    if (probe === undefined || apex === undefined) return undefined;
    return { monitor: probe.monitor.name, host: probe.spec.host, apex };
  }

  /** Keys of the `push` probes of that monitor and host. */
  pushKeys(monitor: string, host: string): string[] {
    const keys: string[] = [];
    for (const probe of this.shared.values()) {
      if (probe.monitor.check.type !== "push" || probe.monitor.name !== monitor) continue;
      if (probe.spec.host === host) keys.push(probe.key);
    }
    return keys;
  }

  private leave(apex: string, zone: ZoneProbes): void {
    for (const probe of zone.shared.values()) {
      probe.users.delete(apex);
      if (probe.users.size === 0) this.shared.delete(probe.key);
    }
  }
}

/**
 * A monitor with other thresholds goes on from the same health with its counters at zero: reloading
 * in an outage must not bring back what is down. One that asks another thing starts anew.
 */
function inherited(before: SharedProbe | undefined, monitor: Monitor): ProbeState {
  if (before === undefined || !sameCheck(before.monitor, monitor)) return unknownProbe;
  return { ...before.state, failures: 0, successes: 0 };
}

/** The time of the last result alone changes no answer. */
function differs(a: ProbeState, b: ProbeState): boolean {
  return (
    a.health !== b.health ||
    a.failures !== b.failures ||
    a.successes !== b.successes ||
    a.sinceMs !== b.sinceMs ||
    a.reason !== b.reason
  );
}
