/** Shares of RRsets and of names, for the gates that bound how much one run may change. */
import type { RrsetChange } from "../../contract/change.js";
import type { PlannedChange } from "../../contract/plan.js";
import type { Rrset } from "../../rrset/rrset.js";
import type { MemberFacts } from "../member-facts.js";

/**
 * What is wrong, with the numbers, if the share of RRsets or the share of names is above `shareMax`.
 * What others made does not count: a few of ours among many of theirs are not few.
 */
export function tooMany(
  facts: MemberFacts,
  counted: readonly RrsetChange[],
  verb: string,
  shareMax: number,
): string | null {
  const { mode, safety } = facts.member.policy;
  const live = facts.live.rrsets.filter((rrset) => mode === "mirror" || facts.isOurs(rrset));
  const rrsets = { count: counted.length, all: live.length, noun: "RRsets" };
  const owners = new Set(live.map(ownerKey));
  const touched = new Set(counted.map(({ before, after }) => ownerKey((before ?? after)!)));
  const names = { count: touched.size, all: owners.size, noun: "names" };
  const found = [rrsets, names].find(
    ({ count, all }) => all >= safety.fromRecords && count > all * shareMax,
  );
  if (found === undefined) return null;
  const { count, all, noun } = found;
  return `${count} of ${all} ${noun} (${percent(count / all)}) would be ${verb}; ${percent(shareMax)} may be`;
}

export function rrsetChanges(planned: readonly PlannedChange[]): RrsetChange[] {
  return planned
    .map(({ change }) => change)
    .filter((change) => change.kind !== "setting" && change.kind !== "resource");
}

export function ownerKey({ owner }: Pick<Rrset, "owner">): string {
  return Buffer.from(owner).toString("latin1");
}

export function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}
