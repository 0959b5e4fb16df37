/**
 * Why a steered RRset is answered as it is: every fact that the plan was made from, and what it made
 * of them. Pure, over the configuration, the state and the plan; whoever asks adds histories.
 */
import type { SteeredRrset, Target, ZoneSteering } from "./config.js";
import { penaltyAt } from "./damping.js";
import {
  type AnswerOdds,
  answerValue,
  type ClientView,
  oddsOf,
  type RegionChoice,
  targetOdds,
} from "./explain-odds.js";
import {
  type ProbeView,
  type Prospects,
  prospectsOf,
  suppressionLeftMs,
} from "./explain-prospects.js";
import type { Plan, PlanStep, Standing } from "./plan.js";
import type { Health, LoadReport, Override, ProbeState, SteeringState } from "./state.js";
import { type ProbeResult, unknownProbe } from "./verdict.js";

export interface ExplainInput {
  readonly config: ZoneSteering;
  readonly state: SteeringState;
  readonly plan: Plan;
  /** Unix time, milliseconds. */
  readonly nowMs: number;
  /** Latest results of the zone's probes by key, oldest first. */
  readonly histories: ReadonlyMap<string, readonly KeptResult[]>;
}

/** `uncounted`: it says nothing of the target. */
export type KeptResult = ProbeResult & { readonly uncounted?: true };

export interface ExplainedRrset {
  readonly apex: string;
  readonly owner: string;
  readonly type: string;
  readonly shadow: boolean;
  readonly policy: string;
  readonly onAllDown: SteeredRrset["onAllDown"];
  readonly panic: boolean;
  readonly ttl: {
    readonly seconds: number;
    readonly min: number;
    readonly max: number;
    readonly reason: string;
  };
  /** The rule path, outermost first. */
  readonly steps: readonly ExplainedStep[];
  readonly cases: readonly ExplainedCase[];
  readonly targets: readonly ExplainedTarget[];
}

export interface ExplainedStep extends PlanStep {
  /** Whom it is about, as in `ExplainedCase`; empty for everyone. */
  readonly clients: string;
}

export interface ExplainedCase {
  /** Whom the case is for: a client, a region, or everyone. */
  readonly clients: string;
  readonly regions: readonly RegionChoice[];
  readonly answers: readonly { readonly values: readonly string[]; readonly probability: number }[];
}

export interface ExplainedTarget {
  readonly id: string;
  readonly value: string;
  readonly pool: string;
  readonly group: string | null;
  readonly declared: Target["state"];
  readonly standing: Standing;
  readonly serving: boolean;
  readonly because: string;
  /** By its probes, whatever operators say. */
  readonly health: Health;
  readonly healthSinceMs: number | null;
  readonly override: Override | null;
  readonly weight: { readonly declared: number; readonly now: number };
  readonly capacity: number | null;
  readonly load: (LoadReport & { readonly stale: boolean }) | null;
  readonly damping: {
    readonly penalty: number;
    readonly suppress: number;
    readonly reuse: number;
    readonly suppressedForMs: number | null;
  } | null;
  readonly holdDownLeftMs: number | null;
  readonly heldSinceMs: number | null;
  readonly drained: {
    readonly sinceMs: number;
    /** When the last cache that got it before has to have forgotten it. */
    readonly forgottenAtMs: number;
  } | null;
  /** To be in an answer, the most over the cases; 0 to 1. */
  readonly probability: number;
  readonly require: number;
  readonly probes: readonly ExplainedProbe[];
  readonly prospects: Prospects;
}

export interface ExplainedProbe {
  readonly key: string;
  readonly check: string;
  readonly state: ProbeState;
  readonly fall: number;
  readonly rise: number;
  readonly okWindow: number;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly recheckMs: number;
  readonly history: readonly KeptResult[];
}

/** A load that is not told for three of its periods is not believed. */
const stalePeriods = 3;

/** `rrsetPlace` is a place in the configuration's RRsets. */
export function explainRrset(
  input: ExplainInput,
  rrsetPlace: number,
  client: { readonly view: ClientView; readonly name: string } | null,
): ExplainedRrset {
  const { config, plan } = input;
  const rrset = config.rrsets[rrsetPlace]!;
  const planned = plan.rrsets[rrsetPlace]!;
  const cases = oddsOf(planned.selection, client?.view ?? null, rrset.type);
  const most = new Map<number, number>();
  for (const { answers } of cases) {
    for (const [place, odds] of targetOdds(answers)) {
      most.set(place, Math.max(most.get(place) ?? 0, odds));
    }
  }
  return {
    apex: config.apex,
    owner: rrset.owner,
    type: rrset.type,
    shadow: rrset.shadow,
    policy: policyName(rrset),
    onAllDown: rrset.onAllDown,
    panic: planned.panic,
    ttl: { seconds: planned.ttl, ...rrset.ttl, reason: planned.ttlReason },
    steps: planned.steps.flatMap((step) => {
      if (step.region === undefined) return [{ ...step, clients: "" }];
      const own = client?.view.region(step.region.path) ?? null;
      // A client of the member that is for everybody else is one of the rest.
      const isOwn =
        own === null ||
        regionName(rrset, step.region) === regionName(rrset, { ...step.region, branch: own });
      return isOwn ? [{ ...step, clients: regionName(rrset, step.region) }] : [];
    }),
    cases: cases.map(({ regions, answers }) => ({
      clients: [client?.name, ...regions.map((region) => regionName(rrset, region))]
        .filter((name) => name !== undefined)
        .join(", "),
      regions,
      answers: answers.map((odds) => valuesOf(rrset, odds)),
    })),
    targets: rrset.targets.map((target, place) =>
      explainTarget(input, rrset, target, most.get(place) ?? 0),
    ),
  };
}

function explainTarget(
  { config, state, plan, nowMs, histories }: ExplainInput,
  rrset: SteeredRrset,
  target: Target,
  probability: number,
): ExplainedTarget {
  const planned = plan.targets.get(target.id)!;
  const memory = plan.memory.targets.get(target.id);
  const load = state.loads.get(target.id);
  const monitors = new Map(config.monitors.map((monitor) => [monitor.name, monitor]));
  const specs = new Map(config.probes.map((spec) => [spec.key, spec]));
  const probes = target.probes.flatMap((key): (ProbeView & { key: string })[] => {
    const monitor = monitors.get(specs.get(key)?.monitor ?? "");
    if (monitor === undefined) return [];
    const known = state.probes.get(key) ?? unknownProbe;
    return [{ key, monitor, state: withLatest(known, histories.get(key)?.at(-1)) }];
  });
  const { damping } = rrset;
  return {
    id: target.id,
    value: target.value,
    pool: poolPath(rrset, target),
    group: target.group,
    declared: target.state,
    standing: planned.standing,
    serving: planned.serving,
    because: planned.because,
    health: planned.health,
    healthSinceMs: memory === undefined || memory.healthSinceMs === 0 ? null : memory.healthSinceMs,
    override: planned.override,
    weight: { declared: target.weight, now: planned.weight },
    capacity: load?.capacity ?? target.capacity,
    load:
      load === undefined
        ? null
        : { ...load, stale: nowMs - load.atMs > stalePeriods * load.periodMs },
    damping:
      damping === null
        ? null
        : {
            penalty: memory === undefined ? 0 : penaltyAt(damping, memory, nowMs),
            suppress: damping.suppress,
            reuse: damping.reuse,
            suppressedForMs: suppressionLeftMs(damping, memory, nowMs),
          },
    holdDownLeftMs:
      planned.standing === "hold-down" && memory !== undefined
        ? Math.max(0, memory.healthSinceMs + rrset.holdDownMs - nowMs)
        : null,
    heldSinceMs: memory?.heldSinceMs ?? null,
    drained: drainOf(rrset, memory?.drainedAtMs ?? null),
    probability,
    require: target.require,
    probes: probes.map(({ key, monitor, state: probe }) => ({
      key,
      check: checkName(monitor.check),
      state: probe,
      fall: monitor.fall,
      rise: monitor.rise,
      okWindow: monitor.okWindow,
      intervalMs: monitor.intervalMs,
      timeoutMs: monitor.timeoutMs,
      recheckMs: monitor.recheckMs,
      history: histories.get(key) ?? [],
    })),
    prospects: prospectsOf(rrset, target, probes, memory, nowMs),
  };
}

function drainOf({ ttl }: SteeredRrset, sinceMs: number | null): ExplainedTarget["drained"] {
  return sinceMs === null ? null : { sinceMs, forgottenAtMs: sinceMs + ttl.max * 1000 };
}

/** Results that change nothing are not told one by one: the history has them. */
function withLatest(state: ProbeState, latest: ProbeResult | undefined): ProbeState {
  if (latest === undefined || latest.atMs <= state.lastMs) return state;
  const { atMs: lastMs, reason, latencyMs } = latest;
  return { ...state, lastMs, reason, latencyMs };
}

/** The word of the steering file for what the RRset's policy has become. */
export function policyName({ policy }: SteeredRrset): string {
  if (policy.kind !== "failover") return policy.kind;
  const picks = new Set(
    policy.members.map((member) => (member.kind === "pool" ? member.pick.kind : "all")),
  );
  const [pick] = picks;
  return picks.size === 1 && pick !== undefined && pick !== "all" ? pick : "failover";
}

function valuesOf(rrset: SteeredRrset, { targets, probability }: AnswerOdds) {
  return { values: targets.map((place) => answerValue(rrset, place)), probability };
}

/** `/primary` of `www.example.com./primary/192.0.2.10`. */
export function poolPath(rrset: SteeredRrset, target: Target): string {
  return target.id.slice(rrset.owner.length + 1, target.id.length - target.value.length - 1);
}

type Region = SteeredRrset["policy"]["regions"][number];

/** What the clients are called that a geo policy sends there. */
export function regionName(rrset: SteeredRrset, { path, branch }: RegionChoice): string {
  const policy = findPolicy(rrset.policy, path);
  const rest = policy?.regions.findIndex(isUnclaimed) ?? -1;
  const isRest = branch === -1 || branch === rest;
  const member = policy?.members[isRest ? rest : branch];
  if (member === undefined) return "clients of no region";
  return isRest ? `all other clients (${member.path})` : `clients of ${member.path}`;
}

function isUnclaimed({ continents, countries, subdivisions, networks }: Region): boolean {
  return continents.length + countries.length + subdivisions.length + networks.length === 0;
}

function findPolicy(
  policy: SteeredRrset["policy"],
  path: string,
): SteeredRrset["policy"] | undefined {
  if (policy.path === path) return policy;
  for (const member of policy.members) {
    const found = member.kind === "pool" ? undefined : findPolicy(member, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

function checkName(check: ZoneSteering["monitors"][number]["check"]): string {
  return "port" in check ? `${check.type} port ${check.port}` : check.type;
}
