/**
 * Whether a plan still holds for what is there now, and what of it is to be sent. Nothing that
 * nobody has seen in a plan is ever sent, unless a new plan is asked for.
 */
import { type Change, isRrsetChange } from "../contract/change.js";
import type { PlanPart, Refusal } from "../contract/plan.js";
import type { Snapshot } from "../contract/provider.js";
import { isBare, isNsAt } from "../plan/member-facts.js";
import type { PlannedMember } from "../plan/plan-member.js";
import type { Comparison } from "../rrset/comparable-rdata.js";
import { keyOf } from "../rrset/rrset.js";
import { sameJson } from "../rrset/same-json.js";
import { sameRrset } from "../rrset/same-rrset.js";
import { classify } from "./classify.js";
import { refusedVerdict, type Verdict, verdict } from "./verdict.js";

/** Refusals that depend on the day, not on what was planned: asked again whatever the plan says. */
const asked: ReadonlySet<string> = new Set(["freeze", "paused"]);

export type Choice =
  | { readonly kind: "send"; readonly changes: readonly Change[] }
  | { readonly kind: "stay"; readonly verdict: Verdict };

export interface ChoiceTask {
  readonly apex: Uint8Array;
  readonly part: PlanPart;
  /** Planned just now, from `live`. */
  readonly fresh: PlannedMember;
  /**
   * Planned with every refusal lifted that a flag lifts, as the stored plan may have been: from what
   * is live, or as if the zone were not there.
   */
  readonly lifted: (from: "live" | "nothing") => PlannedMember;
  readonly live: Snapshot;
  readonly comparison: Comparison;
  /** An earlier run with the same plan was cut short: some of it may be there. */
  readonly isResumed: boolean;
  readonly replan: boolean;
}

export function chooseChanges(task: ChoiceTask): Choice {
  const { part, fresh, live, comparison, isResumed, replan } = task;
  if (replan) {
    if (fresh.part.refusals.length > 0) return refusedFor(fresh.part.refusals);
    return { kind: "send", changes: fresh.part.changes.map(({ change }) => change) };
  }
  const ofTheDay = fresh.part.refusals.filter(({ code }) => asked.has(code));
  if (part.zone === null) return ofTheDay.length > 0 ? refusedFor(ofTheDay) : ofNewZone(task);
  const planned = part.changes.map(({ change }) => change);
  if (fresh.part.liveDigest === part.liveDigest) {
    if (ofTheDay.length > 0) return refusedFor(ofTheDay);
    const changes = sameAims(task, "live");
    return changes === null ? staleSource(part, fresh) : { kind: "send", changes };
  }
  const { waiting, foreign } = classify(planned, live, comparison);
  // All of it may be there: the run that was killed had come to its end.
  const isDone = waiting.length === 0 && foreign.length === 0;
  if (!isResumed && !isDone) return staleProvider(part);
  if (foreign.length > 0) return staleProvider(part, foreign);
  if (waiting.length > 0 && ofTheDay.length > 0) return refusedFor(ofTheDay);
  return { kind: "send", changes: waiting };
}

/**
 * The plan was made for a zone that was not there. By now it is: made in this run, in one that was
 * cut short, or by somebody else, and then with nothing in it that anybody could lose.
 */
function ofNewZone(task: ChoiceTask): Choice {
  const { part, fresh, lifted, live, apex, isResumed } = task;
  if (!isResumed && !(live.opaque.length === 0 && isBare(live.rrsets, apex))) {
    return staleProvider(part);
  }
  if (sameAims(task, "nothing") === null) return staleSource(part, fresh);
  const planned = new Set(part.changes.map(({ change }) => targetOf(change)));
  const now = new Map<string, Change>();
  for (const { change } of lifted("live").part.changes) {
    if (makesOnly(change, apex)) now.set(targetOf(change), change);
  }
  for (const { change } of fresh.part.changes) now.set(targetOf(change), change);
  const changes = [...now].filter(([target]) => planned.has(target)).map(([, change]) => change);
  return { kind: "send", changes };
}

/** NS at the apex are there from the start. */
function makesOnly(change: Change, apex: Uint8Array): boolean {
  if (!isRrsetChange(change)) return true;
  return change.before === null || (change.after !== null && isNsAt(change.after, apex));
}

/** The changes of the plan as they would be planned now; null if the zone file wants others. */
function sameAims(
  { part, fresh, lifted, comparison }: ChoiceTask,
  from: "live" | "nothing",
): Change[] | null {
  const known = new Map<string, Change>();
  const learn = ({ changes, held }: PlanPart) => {
    for (const { change } of [...changes, ...held]) known.set(change.id, change);
  };
  if (from === "live") learn(fresh.part);
  if (!part.changes.every(({ change }) => known.has(change.id))) learn(lifted(from).part);
  const changes = part.changes.map(({ change }) => {
    const now = known.get(change.id);
    return now !== undefined && isSameAim(now, change, comparison) ? now : undefined;
  });
  return changes.every((change) => change !== undefined) ? changes : null;
}

function targetOf(change: Change): string {
  if (!isRrsetChange(change)) return `${change.kind} ${change.name}`;
  return `rrset ${keyOf(change.after ?? change.before)}`;
}

function refusedFor(refusals: readonly Refusal[]): Choice {
  return { kind: "stay", verdict: refusedVerdict(refusals) };
}

function isSameAim(a: Change, b: Change, comparison: Comparison): boolean {
  if (isRrsetChange(a) && isRrsetChange(b)) {
    if (a.after === null || b.after === null) return a.after === b.after;
    return sameRrset(a.after, b.after, comparison);
  }
  if (isRrsetChange(a) || isRrsetChange(b)) return false;
  if (a.kind === "setting" || b.kind === "setting")
    return sameJson(a.after as never, b.after as never);
  return sameJson(a.after?.spec ?? null, b.after?.spec ?? null);
}

const shownMax = 3;

function staleProvider({ apex, provider }: PlanPart, changed: readonly Change[] = []): Choice {
  const names = changed.slice(0, shownMax).map(({ id }) => id);
  const more = changed.length > shownMax ? ` and ${changed.length - shownMax} more` : "";
  const what = names.length === 0 ? "" : ` (${names.join(", ")}${more})`;
  return stale(`${apex} at ${provider} is no longer as the plan found it${what}`);
}

function staleSource({ apex, provider, serial }: PlanPart, { part }: PlannedMember): Choice {
  const was = serial === part.serial ? `serial ${serial}` : `serial ${serial}, now ${part.serial}`;
  return stale(
    `the zone file of ${apex} is another than the plan for ${provider} was made from (${was})`,
  );
}

function stale(message: string): Choice {
  const hint = "make a new plan, or let apply make one with --replan";
  return { kind: "stay", verdict: verdict("failed", `${message} [stale-plan]`, hint) };
}
