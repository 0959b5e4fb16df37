/**
 * A plan that puts back drift and does nothing else: the plan that `sync apply` would make, with all
 * its safety, less what is pending and what is only to be reported.
 */
import { nameToText } from "../../dns/name-text.js";
import { type Change, isRrsetChange } from "../contract/change.js";
import type { Clock } from "../contract/clock.js";
import type { Allowances, Member } from "../contract/member.js";
import type { SyncMemory } from "../contract/memory.js";
import type { PlannedChange, PlanPart } from "../contract/plan.js";
import type { Provider } from "../contract/provider.js";
import { type MadePlan, makePlan, memberKey } from "../plan/make-plan.js";
import { canStandTogether } from "../plan/obstacles.js";
import { sealedPlan } from "../plan/plan-seal.js";
import { sameOctets } from "../rrset/same-rrset.js";

export interface RevertOptions {
  readonly clock: Clock;
  readonly allowances: Allowances;
  readonly signal?: AbortSignal;
}

/** What is to be put back at one member, by the ids of the changes that do it. */
export interface ToRevert {
  readonly member: Member;
  readonly changeIds: ReadonlySet<string>;
}

/** Made anew from what is live now: what went away by itself in the meantime is not in it. */
export async function revertPlan(
  all: readonly ToRevert[],
  memory: SyncMemory,
  options: RevertOptions,
): Promise<MadePlan> {
  const wanted = all.filter(({ changeIds }) => changeIds.size > 0);
  const { plan, bases } = await makePlan(
    wanted.map(({ member }) => member),
    memory,
    options,
  );
  const byKey = new Map(
    wanted.map((one) => [
      memberKey(nameToText(one.member.desired.apex), one.member.provider.name),
      one,
    ]),
  );
  const parts = plan.parts.map((part) => {
    const { member, changeIds } = byKey.get(memberKey(part.apex, part.provider))!;
    return revertPart(part, member.provider, changeIds);
  });
  return { plan: sealedPlan(options.clock.nowMs(), parts, plan.unreachable), bases };
}

function revertPart(part: PlanPart, provider: Provider, ids: ReadonlySet<string>): PlanPart {
  const isWanted = ({ change, cause }: PlannedChange) => cause === "drift" && ids.has(change.id);
  const left = part.changes.filter((planned) => !isWanted(planned)).map(({ change }) => change);
  const changes = part.changes.filter(
    (planned) => isWanted(planned) && !left.some((other) => standsInTheWay(other, planned.change)),
  );
  const isEmpty = changes.length === 0 || part.refusals.length > 0 || part.zone === null;
  const toPack = changes.map(({ change }) => change);
  const batches = isEmpty ? [] : provider.pack(toPack, part.zone);
  const calls = batches.reduce((sum, batch) => sum + batch.calls, 0);
  const seconds = part.expected.calls === 0 ? 0 : part.expected.seconds;
  return {
    ...part,
    changes,
    held: part.held.filter(isWanted),
    batches,
    unchanged: part.unchanged + part.changes.length - changes.length,
    expected: { calls, seconds },
  };
}

/** Whether a change that is left out would leave something beside which another cannot be made. */
function standsInTheWay(left: Change, wanted: Change): boolean {
  if (!isRrsetChange(left) || !isRrsetChange(wanted)) return false;
  const { before } = left;
  const { after } = wanted;
  if (before === null || after === null) return false;
  return sameOctets(before.owner, after.owner) && !canStandTogether(before, after);
}
