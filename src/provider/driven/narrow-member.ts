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

/**
 * What is to be remembered after such a push: of RRsets that it did not look at, what was remembered
 * before, also of those that somebody took away meanwhile. Null if that is remembered.
 */
export function wholeMemory(
  before: LastApplied,
  after: LastApplied,
  keys: ReadonlySet<string>,
): LastApplied | null {
  const known = new Set(after.rrsets.map(keyOf));
  const lost = before.rrsets.filter((rrset) => !keys.has(keyOf(rrset)) && !known.has(keyOf(rrset)));
  const refused = new Set(after.quarantined.map(({ key }) => key));
  const lostRefusals = before.quarantined.filter(({ key }) => !keys.has(key) && !refused.has(key));
  if (lost.length === 0 && lostRefusals.length === 0) return null;
  return {
    ...after,
    rrsets: [...after.rrsets, ...lost],
    quarantined: [...after.quarantined, ...lostRefusals],
  };
}
