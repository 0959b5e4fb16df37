/**
 * The loss of each target, and of each group of shared fate, one at a time: what is left when it has
 * settled, and whether that carries the declared peak. The capacity gate of continuous integration.
 */
import type { SteeredRrset, ZoneSteering } from "../config.js";
import { type Plan, plan } from "../plan.js";
import { emptyMemory, type ProbeState, type SteeringMemory } from "../state.js";
import { unknownProbe } from "../verdict.js";
import { type ClientMix, loadShares } from "./client-mix.js";
import { type FaultScope, scopeOfTargets } from "./fault.js";
import { capacityOf } from "./run-summary.js";

export interface LossEffect {
  readonly what: string;
  readonly owner: string;
  readonly type: string;
  readonly peak: number | null;
  /** Capacity of what is answered then; null if it is not declared. */
  readonly capacityLeft: number | null;
  /** `capacityLeft` by the peak; null without both. */
  readonly headroom: number | null;
  /** Load that can come without anyone getting more than it can carry; null if not declared. */
  readonly carries: number | null;
  /** The target that gets most of what it can carry, at the peak. */
  readonly tightest: {
    readonly value: string;
    readonly load: number;
    readonly capacity: number;
  } | null;
  /** Share of the load that still goes to what is lost, because nothing notices. */
  readonly lost: number;
  readonly panic: boolean;
  /** Why it is not enough; null if it is. */
  readonly problem: string | null;
}

export interface LossOptions {
  readonly headroom: number;
  readonly clients: ClientMix | null;
  readonly nowMs: number;
}

/** Worst first. */
export function everyLoss(config: ZoneSteering, options: LossOptions): LossEffect[] {
  const effects = losses(config).flatMap((loss) => effectsOf(config, loss, options));
  const rank = ({ problem, headroom }: LossEffect) =>
    (problem === null ? 1e6 : 0) + (headroom ?? 1e5);
  return effects.sort((a, b) => rank(a) - rank(b));
}

/** Each host that is probed, each target that is not, each group. */
function losses(config: ZoneSteering): FaultScope[] {
  const found = new Map<string, FaultScope>();
  const add = (what: string, reached: (target: SteeredRrset["targets"][number]) => boolean) => {
    if (found.has(what)) return;
    const scope = scopeOfTargets(config, what, ({ rrset, target }) =>
      reached(config.rrsets[rrset]!.targets[target]!),
    );
    if (scope !== null) found.set(what, scope);
  };
  for (const { targets } of config.rrsets) {
    for (const { value, group } of targets) {
      add(value, (target) => target.value === value);
      if (group !== null) add(`group:${group}`, (target) => target.group === group);
    }
  }
  return [...found.values()];
}

function effectsOf(
  config: ZoneSteering,
  loss: FaultScope,
  { headroom, clients, nowMs }: LossOptions,
): LossEffect[] {
  const touched = config.rrsets.filter(({ targets }) =>
    targets.some(({ id }) => loss.targets.has(id)),
  );
  const part = { ...config, rrsets: touched };
  const settled = settle(part, loss.probes, nowMs);
  return touched.map((rrset, place): LossEffect => {
    const { selection, panic } = settled.rrsets[place]!;
    const shares = loadShares(rrset, selection, clients);
    const isLost = (target: number) => loss.targets.has(rrset.targets[target]?.id ?? "");
    const answered = shares.flatMap((share, target) =>
      share > 0 && !isLost(target) ? [target] : [],
    );
    const lost = shares.reduce((sum, share, target) => sum + (isLost(target) ? share : 0), 0);
    const capacityLeft = capacityOf(rrset, answered);
    const { peak } = rrset;
    const left = {
      what: loss.what,
      owner: rrset.owner,
      type: rrset.type,
      peak,
      capacityLeft,
      headroom: peak === null || capacityLeft === null ? null : capacityLeft / peak,
      carries: carriesOf(rrset, shares, answered),
      tightest: peak === null ? null : tightestOf(rrset, shares, answered, peak),
      lost,
      panic,
    };
    return { ...left, problem: problemOf(left, headroom) };
  });
}

/** More steps than any ramp and release takes. */
const stepsMax = 200;

/** The plan that stands when the loss has been noticed and everything that was held is let go. */
function settle(config: ZoneSteering, lost: ReadonlySet<string>, nowMs: number): Plan {
  const at = (health: "up" | "down", sinceMs: number): ProbeState => ({
    ...unknownProbe,
    health,
    sinceMs,
    lastMs: nowMs,
    reason: health === "up" ? "ok" : "lost",
  });
  const longAgo = nowMs - 7 * 86_400_000;
  const well = new Map(config.probes.map(({ key }) => [key, at("up", longAgo)]));
  const run = (probes: typeof well, memory: SteeringMemory, timeMs: number) =>
    plan(config, { probes, overrides: [], loads: new Map(), memory }, timeMs);
  const before = run(well, emptyMemory, nowMs);
  const after = new Map(
    config.probes.map(({ key }) => [key, lost.has(key) ? at("down", nowMs + 1) : well.get(key)!]),
  );
  let planned = run(after, before.memory, nowMs + 1);
  for (let step = 0; step < stepsMax && planned.wakeAtMs !== null; step++) {
    planned = run(after, planned.memory, planned.wakeAtMs);
  }
  return planned;
}

function carriesOf(
  rrset: SteeredRrset,
  shares: readonly number[],
  answered: readonly number[],
): number | null {
  let least = Number.POSITIVE_INFINITY;
  for (const place of answered) {
    const capacity = rrset.targets[place]?.capacity ?? null;
    if (capacity === null) return null;
    least = Math.min(least, capacity / shares[place]!);
  }
  return Number.isFinite(least) ? least : 0;
}

function tightestOf(
  rrset: SteeredRrset,
  shares: readonly number[],
  answered: readonly number[],
  peak: number,
): LossEffect["tightest"] {
  let tightest: LossEffect["tightest"] = null;
  for (const place of answered) {
    const { value, capacity } = rrset.targets[place] ?? { value: "", capacity: null };
    if (capacity === null) continue;
    const load = shares[place]! * peak;
    const isTighter = tightest === null || load / capacity > tightest.load / tightest.capacity;
    if (isTighter) tightest = { value, load, capacity };
  }
  return tightest;
}

function problemOf(left: Omit<LossEffect, "problem">, wanted: number): string | null {
  const { peak, headroom, tightest, lost, panic } = left;
  if (peak === null) return null;
  if (lost > 0) {
    return panic ? "nothing else is left" : "nothing notices it: clients are still sent there";
  }
  if (tightest !== null && tightest.load > tightest.capacity * (1 + 1e-9)) {
    return `${tightest.value} gets more than it can carry`;
  }
  if (headroom !== null && headroom < wanted) return "too little capacity is left";
  return null;
}
