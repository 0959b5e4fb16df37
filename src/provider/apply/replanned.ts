/** Of owners that somebody else changed while a plan was applied: what a plan made now says. */
import type { Change } from "../contract/change.js";
import type { Allowances } from "../contract/member.js";
import { planMember } from "../plan/plan-member.js";
import type { Replan } from "./send-changes.js";
import type { WorkPlace } from "./work-place.js";

export function replannedAt(
  { member, zone, journal, clock }: WorkPlace,
  allowances: Allowances,
): Replan {
  return async (changes, live) => {
    const last = await journal.lastApplied();
    const task = { nowMs: clock.nowMs(), allowances };
    const { part } = planMember(member, zone, live, last, task);
    const owners = new Set(changes.map(ownerOf));
    return {
      changes: part.changes.map(({ change }) => change).filter((one) => owners.has(ownerOf(one))),
      held: part.held
        .filter(({ change }) => owners.has(ownerOf(change)))
        .map(({ change, refusal }) => ({ change, reason: refusal.message })),
    };
  };
}

function ownerOf(change: Change): string {
  if (change.kind === "setting" || change.kind === "resource")
    return `${change.kind} ${change.name}`;
  return Buffer.from((change.after ?? change.before).owner).toString("latin1");
}
