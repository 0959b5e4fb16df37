/**
 * What was applied last, what is wanted, what is live: of each RRset, whether it is to be changed,
 * and which side moved. Only three views tell an edit of somebody else from a push that is due.
 *
 *   last = live,   wanted differs   pending: the zone file moved
 *   last = wanted, live differs     drift: the provider moved
 *   all three differ                conflict: both moved
 *   nothing known of last           first
 */
import type { RrsetChange } from "../contract/change.js";
import type { PlannedChange } from "../contract/plan.js";
import { keyOf, type ListedRrset, type Rrset } from "../rrset/rrset.js";
import { sameJson } from "../rrset/same-json.js";
import { sameRrset } from "../rrset/same-rrset.js";
import { changeId } from "./change-id.js";
import type { MemberFacts, PlannedRrsetChange } from "./member-facts.js";
import { matchedPattern } from "./rrset-pattern.js";
import { whyChanged } from "./why.js";

export interface Differences {
  readonly changes: readonly PlannedRrsetChange[];
  readonly unchanged: number;
  /** Made by others, and staying. */
  readonly foreign: readonly ListedRrset[];
}

export function differencesOf(facts: MemberFacts): Differences {
  const changes: PlannedRrsetChange[] = [];
  const foreign: ListedRrset[] = [];
  let unchanged = 0;
  for (const [key, after] of facts.wantedByKey) {
    const before = facts.liveByKey.get(key);
    if (before === undefined) {
      changes.push(planned(facts, { kind: "create", id: "", before: null, after }));
    } else if (sameRrset(before, after, facts.comparison)) unchanged++;
    else changes.push(planned(facts, { kind: "update", id: "", before, after }));
  }
  for (const [key, before] of facts.liveByKey) {
    if (facts.wantedByKey.has(key)) continue;
    const fate = fateOf(before, facts);
    if (fate === "foreign") foreign.push(before);
    if (fate === "goes") changes.push(deletion(facts, before));
  }
  return { changes, unchanged, foreign };
}

export function deletion(facts: MemberFacts, before: ListedRrset): PlannedRrsetChange {
  return planned(facts, { kind: "delete", id: "", before, after: null });
}

/** What becomes of an RRset that is live and not wanted. */
function fateOf(before: ListedRrset, facts: MemberFacts): "goes" | "foreign" | "stays" {
  const { provider, desired, policy } = facts.member;
  if (facts.isApexNs(before)) {
    // A zone without NS is none; where a provider has its own besides, those added may go.
    const { apexNs } = provider.capabilities;
    const isManaged = desired.rrsets.some((rrset) => facts.isApexNs(rrset));
    return policy.mode !== "additive" && isManaged && (apexNs === "added" || apexNs === "setting")
      ? "goes"
      : "stays";
  }
  const isOurs = facts.isOurs(before);
  if (policy.mode === "mirror") {
    const isKept = !isOurs && matchedPattern(policy.keep, before, desired.apex) !== null;
    return isKept ? "foreign" : "goes";
  }
  if (!isOurs) return "foreign";
  return policy.mode === "owned" ? "goes" : "stays";
}

function planned(facts: MemberFacts, difference: RrsetChange): PlannedRrsetChange {
  const { before, after } = difference;
  const change = { ...difference, id: changeId((after ?? before)!, difference.kind) };
  const cause = causeOf(facts, before, after);
  const isDriven = facts.member.desired.driven?.has(keyOf((after ?? before)!)) ?? false;
  return { change, cause, why: whyChanged(change, cause, facts.comparison, isDriven) };
}

function causeOf(
  facts: MemberFacts,
  live: Rrset | null,
  wanted: Rrset | null,
): PlannedChange["cause"] {
  if (facts.last === null) return "first";
  const applied = facts.lastByKey.get(keyOf((wanted ?? live)!)) ?? null;
  const last = applied === null ? null : agreed(applied, live, wanted);
  const isSame = (rrset: Rrset | null) =>
    rrset === null || last === null ? rrset === last : sameRrset(rrset, last, facts.comparison);
  if (isSame(wanted)) return "drift";
  return isSame(live) ? "pending" : "conflict";
}

/**
 * What was applied last, but for what the provider and the zone file agree about by now: a proxy or
 * a comment that somebody set there, and that stays, is no conflict with a new value.
 */
function agreed(last: Rrset, live: Rrset | null, wanted: Rrset | null): Rrset {
  if (live === null || wanted === null) return last;
  return {
    ...last,
    ...(sameJson(live.extra, wanted.extra) ? { extra: live.extra } : {}),
    ...(live.ttlSeconds === wanted.ttlSeconds ? { ttlSeconds: live.ttlSeconds } : {}),
  };
}
