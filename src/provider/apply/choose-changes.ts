/**
 * Whether a plan still holds for what is there now, and what of it is to be sent. Nothing that
 * nobody has seen in a plan is ever sent, unless a new plan is asked for.
 */
import type { Change } from "../contract/change.js";
import type { PlanPart } from "../contract/plan.js";
import type { Snapshot } from "../contract/provider.js";
import { isRrsetChange } from "../journal/change-json.js";
import type { PlannedMember } from "../plan/plan-member.js";
import type { Comparison } from "../rrset/comparable-rdata.js";
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
  readonly part: PlanPart;
  /** Planned just now, from `live`. */
  readonly fresh: PlannedMember;
  readonly live: Snapshot;
  readonly comparison: Comparison;
  /** An earlier run with the same plan was cut short: some of it may be there. */
  readonly isResumed: boolean;
  readonly replan: boolean;
}

export function chooseChanges(task: ChoiceTask): Choice {
  const { part, fresh, live, comparison, isResumed, replan } = task;
  // A zone that was made just now has nothing that could have changed.
  const isNew = part.zone === null;
  if (!replan && !isNew) {
    const planned = part.changes.map(({ change }) => change);
    if (fresh.part.liveDigest === part.liveDigest) {
      const refusals = fresh.part.refusals.filter(({ code }) => asked.has(code));
      if (refusals.length > 0) return { kind: "stay", verdict: refusedVerdict(refusals) };
      const known = new Map(
        [...fresh.part.changes, ...fresh.part.held].map(({ change }) => [change.id, change]),
      );
      const changes = planned.map((change) => {
        const now = known.get(change.id);
        return now !== undefined && isSameAim(now, change, comparison) ? now : undefined;
      });
      const isWhole = changes.every((change) => change !== undefined);
      return isWhole ? { kind: "send", changes } : staleSource(part, fresh);
    }
    const { waiting, foreign } = classify(planned, live, comparison);
    // All of it may be there: the run that was killed had come to its end.
    const isDone = waiting.length === 0 && foreign.length === 0;
    if (!isResumed && !isDone) return staleProvider(part);
    return foreign.length === 0 ? { kind: "send", changes: waiting } : staleProvider(part, foreign);
  }
  if (fresh.part.refusals.length > 0) {
    return { kind: "stay", verdict: refusedVerdict(fresh.part.refusals) };
  }
  return { kind: "send", changes: fresh.part.changes.map(({ change }) => change) };
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
