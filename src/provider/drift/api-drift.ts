/**
 * The API view: what a provider lists, against what was applied last and what is desired. A change
 * of the zone file that was not pushed yet is no drift; what others made beside ours neither, but in
 * mode `mirror`.
 */
import { nameToText } from "../../dns/name-text.js";
import type { RrsetChange } from "../contract/change.js";
import type { PlannedChange } from "../contract/plan.js";
import { driftClassOf } from "../plan/drift-class.js";
import { MemberFacts } from "../plan/member-facts.js";
import { settingChanges } from "../plan/setting-changes.js";
import { differencesOf } from "../plan/three-way.js";
import { keyOf, type Rrset } from "../rrset/rrset.js";
import type { ListedMember } from "../verify/zone-expectations.js";
import type { DriftFinding } from "./drift-finding.js";
import { driftText } from "./drift-text.js";

const SOA = 6;

export interface ApiDrift {
  readonly findings: readonly DriftFinding[];
  readonly pending: number;
  readonly foreign: number;
}

export function apiDrift(listed: ListedMember, nowMs: number): ApiDrift {
  const { member, zone, snapshot, translation, last } = listed;
  const facts = new MemberFacts(member, zone, snapshot, last, translation, nowMs);
  const { changes, foreign } = differencesOf(facts);
  const findings: DriftFinding[] = [];
  let pending = 0;
  for (const { change, cause, why } of changes) {
    if (cause === "drift" || cause === "conflict") {
      const applied = facts.lastByKey.get(keyOf((change.after ?? change.before)!)) ?? null;
      findings.push(findingOf(change, applied, cause === "conflict", why, facts));
    } else pending++;
  }
  for (const planned of settingChanges(facts)) {
    if (planned.cause === "drift") findings.push(settingFinding(planned, zone.apex));
    else pending++;
  }
  return { findings, pending, foreign: foreign.length };
}

function findingOf(
  change: RrsetChange,
  applied: Rrset | null,
  isConflict: boolean,
  why: string,
  facts: MemberFacts,
): DriftFinding {
  const { owner, type, variant } = (change.after ?? change.before)!;
  const live = change.before;
  const told = live === null || applied === null ? "" : driftText(live, applied, facts.comparison);
  return {
    class: driftClassOf(change, facts),
    view: "api",
    owner,
    type,
    variant,
    detail: told === "" ? why : told,
    isConflict,
    changeId: change.id,
    live,
    applied,
    nameserver: null,
  };
}

function settingFinding({ change, why }: PlannedChange, apex: Uint8Array): DriftFinding {
  return {
    class: "settings",
    view: "api",
    owner: apex,
    type: SOA,
    variant: "",
    detail: `${change.kind === "setting" ? change.name : change.id} of the zone: ${why}`,
    isConflict: false,
    changeId: change.id,
    live: null,
    applied: null,
    nameserver: null,
  };
}

/** Something was applied, and the provider has no such zone any more. */
export function goneZone(apex: Uint8Array, provider: string): DriftFinding {
  return {
    class: "missing",
    view: "api",
    owner: apex,
    type: SOA,
    variant: "",
    detail: `${provider} has no zone ${nameToText(apex)} any more`,
    isConflict: false,
    changeId: "",
    live: null,
    applied: null,
    nameserver: null,
  };
}
