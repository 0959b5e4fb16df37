/**
 * A member of which only these driven RRsets are looked at: whatever else is pending is neither
 * pushed nor refused for, and nothing is ever deleted.
 */
import type { Member } from "../contract/member.js";
import type { LastApplied } from "../contract/memory.js";
import { keyOf } from "../rrset/rrset.js";

/** A nameserver that does not follow must not hold up the next answer for longer. */
const verifyMsMax = 30_000;

export function narrowMember(
  { provider, desired, policy }: Member,
  keys: ReadonlySet<string>,
  { serial }: LastApplied,
): Member {
  const { verify } = policy;
  return {
    provider,
    desired: {
      ...desired,
      // The zone file as a whole is where it was.
      serial,
      rrsets: desired.rrsets.filter((rrset) => keys.has(keyOf(rrset))),
      steered: [],
      losses: [],
    },
    policy: {
      ...policy,
      mode: "additive",
      soakMs: 0,
      verify: { ...verify, deadlineMs: Math.min(verify.deadlineMs, verifyMsMax) },
    },
  };
}
