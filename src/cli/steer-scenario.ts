/** From the flags of `fivenines steer simulate` to what goes wrong, and when. */
import { parseDuration } from "../schema/quantities.js";
import { suggest } from "../schema/suggestion.js";
import type { SteeredRrset, Target, ZoneSteering } from "../steering/config.js";
import { poolPath } from "../steering/explain.js";
import { matchesTarget } from "../steering/overrides.js";
import {
  type Behaviour,
  type Fault,
  type FaultScope,
  scopeOfMonitor,
  scopeOfTargets,
} from "../steering/simulation/fault.js";
import type { Scenario } from "../steering/simulation/simulate.js";
import type { Override } from "../steering/state.js";
import { CommandFailure, exitCode } from "./surroundings.js";

export interface ScenarioFlags {
  readonly kill?: readonly string[];
  readonly stall?: readonly string[];
  readonly lossy?: readonly string[];
  readonly slow?: readonly string[];
  readonly weight?: readonly string[];
  readonly override?: readonly string[];
  readonly at?: number;
  readonly for?: number;
  readonly until?: number;
  readonly seed?: number;
  readonly clients?: string;
  readonly tellLoad?: number;
}

/** What is asked for, apart from any zone. */
export interface Wish {
  readonly what: string;
  /** As typed, for messages. */
  readonly flag: string;
  readonly make:
    | { readonly kind: "fault"; readonly behaviour: Behaviour }
    | { readonly kind: "weight"; readonly weight: number }
    | { readonly kind: "order"; readonly action: Override["action"] };
}

const atMsDefault = 10_000;
const untilMsDefault = 600_000;
/** Behind the end of what goes wrong: long enough for rise and hold-down. */
const afterMs = 300_000;
const actions = ["up", "down", "drain", "standby", "auto"] as const;

export function wishesOf(flags: ScenarioFlags): Wish[] {
  const fault = (flag: string, what: string, behaviour: Behaviour): Wish => ({
    what,
    flag,
    make: { kind: "fault", behaviour },
  });
  return [
    ...(flags.kill ?? []).map((what) => fault(`--kill ${what}`, what, { kind: "refuses" })),
    ...(flags.stall ?? []).map((what) => fault(`--stall ${what}`, what, { kind: "times-out" })),
    ...(flags.lossy ?? []).map((text) => {
      const [what, value] = parts("--lossy", text, "192.0.2.10=0.5");
      const share = value.endsWith("%") ? Number(value.slice(0, -1)) / 100 : Number(value);
      if (!(share >= 0 && share <= 1)) wrong("--lossy", text, "write a share from 0 to 1");
      return fault(`--lossy ${text}`, what, { kind: "lossy", share });
    }),
    ...(flags.slow ?? []).map((text) => {
      const [what, value] = parts("--slow", text, "192.0.2.10=800ms");
      const latencyMs = parseDuration(value);
      if (latencyMs === undefined) wrong("--slow", text, "write a duration such as 800ms");
      return fault(`--slow ${text}`, what, { kind: "slow", latencyMs });
    }),
    ...(flags.weight ?? []).map((text): Wish => {
      const [what, value] = parts("--weight", text, "192.0.2.10=3");
      const weight = Number(value);
      if (!(weight >= 0 && weight <= 1e6)) wrong("--weight", text, "write a weight of 0 or more");
      return { what, flag: `--weight ${text}`, make: { kind: "weight", weight } };
    }),
    ...(flags.override ?? []).map((text): Wish => {
      const [what, value] = parts("--override", text, "192.0.2.10=drain");
      const action = actions.find((one) => one === value);
      if (action === undefined) wrong("--override", text, `write one of ${actions.join(", ")}`);
      return { what, flag: `--override ${text}`, make: { kind: "order", action } };
    }),
  ];
}

/** Everything that is to happen to this zone; null if no wish reaches it. */
export function scenarioOf(
  config: ZoneSteering,
  wishes: readonly Wish[],
  flags: ScenarioFlags,
  startMs: number,
): { readonly scenario: Scenario; readonly reached: readonly Wish[] } {
  const fromMs = flags.at ?? atMsDefault;
  const toMs = flags.for === undefined ? Number.POSITIVE_INFINITY : fromMs + flags.for;
  const untilDefault = Number.isFinite(toMs) ? toMs + afterMs : fromMs + untilMsDefault;
  const faults: Fault[] = [];
  const orders: Override[] = [];
  const reached: Wish[] = [];
  let changed = config;
  for (const wish of wishes) {
    const { make, what } = wish;
    if (make.kind === "weight") {
      const weighed = withWeight(changed, what, make.weight);
      if (weighed !== null) reached.push(wish);
      changed = weighed ?? changed;
      continue;
    }
    const scope = scopeOf(config, what);
    if (scope === null) continue;
    reached.push(wish);
    if (make.kind === "fault") {
      faults.push({ ...scope, behaviour: make.behaviour, fromMs, toMs });
      continue;
    }
    for (const pattern of scope.targets) {
      orders.push({
        pattern: pattern.replaceAll("\\", "\\\\").replaceAll("*", "\\*"),
        action: make.action,
        atMs: startMs + fromMs,
        untilMs: Number.isFinite(toMs) ? startMs + toMs : null,
        who: "simulation",
        why: "",
        source: "admin",
      });
    }
  }
  const scenario: Scenario = {
    config,
    from: null,
    startMs,
    lengthMs: flags.until ?? untilDefault,
    seed: flags.seed ?? 1,
    faults,
    orders,
    change: changed === config ? null : { atMs: fromMs, config: changed },
    trace: null,
    tellLoadMs: flags.tellLoad ?? null,
    clients: flags.clients === undefined ? null : clientsOf(flags.clients),
  };
  return { scenario, reached };
}

/** `group:G`, `pool:P`, `probe:M`, or a target as in an override. */
function scopeOf(config: ZoneSteering, what: string): FaultScope | null {
  if (what.startsWith("probe:")) return scopeOfMonitor(config, what.slice("probe:".length));
  return scopeOfTargets(config, what, ({ rrset, target }) => {
    const steered = config.rrsets[rrset]!;
    return isMeant(what, steered.targets[target]!, steered);
  });
}

function isMeant(what: string, target: Target, rrset: SteeredRrset): boolean {
  if (!what.startsWith("pool:")) return matchesTarget(what, target, rrset);
  const name = what.slice("pool:".length);
  const path = poolPath(rrset, target);
  return path === name || path.endsWith(`/${name}`) || path.startsWith(`${name}/`);
}

function withWeight(config: ZoneSteering, what: string, weight: number): ZoneSteering | null {
  let isReached = false;
  const rrsets = config.rrsets.map((rrset) => ({
    ...rrset,
    targets: rrset.targets.map((target) => {
      if (!isMeant(what, target, rrset)) return target;
      isReached = true;
      return { ...target, weight };
    }),
  }));
  return isReached ? { ...config, rrsets } : null;
}

/** Why a wish reaches nothing, with the nearest name that there is. */
export function unknownWish(configs: readonly ZoneSteering[], { what, flag }: Wish): string {
  const words = new Set<string>();
  for (const { rrsets, monitors } of configs) {
    for (const { name } of monitors) words.add(`probe:${name}`);
    for (const rrset of rrsets) {
      for (const target of rrset.targets) {
        words.add(target.value);
        words.add(`pool:${poolPath(rrset, target)}`);
        if (target.group !== null) words.add(`group:${target.group}`);
      }
    }
  }
  const near = suggest(what, [...words]);
  return `${flag}: nothing is called ${what}${near === undefined ? "" : `; did you mean ${near}?`}`;
}

/** `eu=60,us=30,rest=10`. */
export function clientsOf(text: string): ReadonlyMap<string, number> {
  const mix = new Map<string, number>();
  for (const part of text.split(",")) {
    const [name, value] = parts("--clients", part.trim(), "eu=60,us=40");
    const share = Number(value.replace(/%$/, ""));
    if (!(share >= 0 && share <= 1e9)) wrong("--clients", part, "write a share of 0 or more");
    mix.set(name, share);
  }
  return mix;
}

function parts(flag: string, text: string, example: string): [string, string] {
  const at = text.lastIndexOf("=");
  if (at < 1) wrong(flag, text, `write it as ${example}`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function wrong(flag: string, text: string, remedy: string): never {
  throw new CommandFailure(`${flag} ${text}: ${remedy}`, exitCode.usage);
}
