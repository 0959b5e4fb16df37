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
import type { Stop } from "./work-place.js";

/** Refusals that depend on the day, not on what was planned: asked again whatever the plan says. */
const asked: ReadonlySet<string> = new Set(["freeze", "paused"]);

export type Choice =
  | { readonly kind: "send"; readonly changes: readonly Change[] }
  | ({ readonly kind: "refused" | "stale" } & Stop);

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
      if (refusals.length > 0) return refused(refusals);
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
    if (!isResumed) return staleProvider(part);
    const { waiting, foreign } = classify(planned, live, comparison);
    return foreign.length === 0 ? { kind: "send", changes: waiting } : staleProvider(part, foreign);
  }
  if (fresh.part.refusals.length > 0) return refused(fresh.part.refusals);
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

function refused(refusals: PlanPart["refusals"]): Choice {
  return {
    kind: "refused",
    message: refusals.map(({ code, message }) => `${message} [${code}]`).join("; "),
    hint: refusals
      .map(({ lift }) => lift)
      .filter((lift) => lift !== "")
      .join(" "),
  };
}

const shownMax = 3;

function staleProvider({ apex, provider }: PlanPart, changed: readonly Change[] = []): Choice {
  const names = changed.slice(0, shownMax).map(({ id }) => id);
  const more = changed.length > shownMax ? ` and ${changed.length - shownMax} more` : "";
  const what = names.length === 0 ? "" : ` (${names.join(", ")}${more})`;
  return {
    kind: "stale",
    message: `${apex} at ${provider} is no longer as the plan found it${what} [stale-plan]`,
    hint: "make a new plan, or let apply make one with --replan",
  };
}

function staleSource({ apex, provider, serial }: PlanPart, { part }: PlannedMember): Choice {
  const was = serial === part.serial ? `serial ${serial}` : `serial ${serial}, now ${part.serial}`;
  return {
    kind: "stale",
    message: `the zone file of ${apex} is another than the plan for ${provider} was made from (${was}) [stale-plan]`,
    hint: "make a new plan, or let apply make one with --replan",
  };
}
