/** What differs at a provider although nobody here changed it. */
import type { ActedClass } from "../contract/drift.js";
import type { Nameserver } from "../contract/provider.js";
import type { ListedRrset, Rrset } from "../rrset/rrset.js";

/**
 * - value, ttl, extra, missing, settings: at the API, against what was applied last.
 * - served: nameservers answer something else than the API says. `delegation`: the parent's NS or DS
 *   do not fit the zone. Neither is ours to change, so both are reported only.
 */
export type DriftClass = ActedClass | "served" | "delegation";

export interface DriftFinding {
  readonly class: DriftClass;
  readonly view: "api" | "nameserver" | "parent";
  readonly owner: Uint8Array;
  readonly type: number;
  readonly variant: string;
  /** A sentence. */
  readonly detail: string;
  /** The zone file changed as well, in another way: an operator has to choose. */
  readonly isConflict: boolean;
  /** Of the API view: the change of the plan that puts it back. Empty for others. */
  readonly changeId: string;
  /** Of the API view: what is there now; null if nothing is, or if it is a setting. */
  readonly live: ListedRrset | null;
  /** Of the API view: what was applied last. */
  readonly applied: Rrset | null;
  /** Of the nameserver view: who answers it. */
  readonly nameserver: Nameserver | null;
}

/** One zone at one provider. */
export interface DriftReport {
  readonly apex: string;
  readonly provider: string;
  readonly atMs: number;
  readonly findings: readonly DriftFinding[];
  /** RRsets that `sync apply` would change because the zone file did: no drift. */
  readonly pending: number;
  /** RRsets that others made and that stay. */
  readonly foreign: number;
  readonly outcome: "none" | "drift" | "unknown";
  /** Why it could not be told, or what should be known about it; else empty. */
  readonly reason: string;
}

/** What the parent of a zone says of it; null where no resolver was to be asked. */
export interface DelegationReport {
  readonly apex: string;
  readonly findings: readonly DriftFinding[];
  /** Why it could not be told; else empty. */
  readonly reason: string;
}

export interface DriftResult {
  readonly members: readonly DriftReport[];
  readonly delegations: readonly DelegationReport[];
}

/** Exit code of `sync drift`: 0 none, 2 drift, 1 could not tell. */
export function driftOutcome({ members, delegations }: DriftResult): DriftReport["outcome"] {
  const isDrift =
    members.some(({ outcome }) => outcome === "drift") ||
    delegations.some(({ findings }) => findings.length > 0);
  if (isDrift) return "drift";
  const isUnknown =
    members.some(({ outcome }) => outcome === "unknown") ||
    delegations.some(({ reason }) => reason !== "");
  return isUnknown ? "unknown" : "none";
}
