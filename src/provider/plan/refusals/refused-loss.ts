/** What a provider would serve otherwise than the zone file says, beyond what is harmless. */
import type { Loss } from "../../contract/provider.js";
import { rrsetKey } from "../../rrset/rrset.js";
import type { MemberFacts } from "../member-facts.js";
import { matchedPattern } from "../rrset-pattern.js";
import type { ChangeGate } from "./gate.js";

export const refusedLoss: ChangeGate = {
  code: "refused-loss",
  refuses:
    "The provider can hold the RRset only in a way that would mislead, or not at all; the plan's losses say how. Not of RRsets that `acceptLosses` names.",
  lifted: "It goes to the provider as far as it can, or not at all.",
  judge({ planned: { change } }, facts) {
    const { owner, type } = change.after ?? change.before;
    return refusedLosses(facts).get(rrsetKey(owner, type))?.message ?? null;
  },
};

const remembered = new WeakMap<MemberFacts, ReadonlyMap<string, Loss>>();

/** By owner and type; the first of each. */
export function refusedLosses(facts: MemberFacts): ReadonlyMap<string, Loss> {
  let losses = remembered.get(facts);
  if (losses === undefined) {
    const refused = [...facts.member.desired.losses, ...facts.translation.losses]
      .filter((loss) => loss.severity === "refused" && !isAccepted(loss, facts))
      .reverse();
    losses = new Map(refused.map((loss) => [rrsetKey(loss.owner, loss.type), loss]));
    remembered.set(facts, losses);
  }
  return losses;
}

/** The configuration says that the provider may do without. */
function isAccepted(loss: Loss, { member: { policy, desired } }: MemberFacts): boolean {
  return matchedPattern(policy.acceptLosses ?? [], loss, desired.apex) !== null;
}
