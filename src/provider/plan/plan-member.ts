/**
 * Plans one zone at one provider. Pure: the listing is an argument.
 *
 *   wanted, live, last → differences → gates hold some → gates refuse all, or → batches
 */
import { nameToText } from "../../dns/name-text.js";
import type { Allowances, Member } from "../contract/member.js";
import type { LastApplied } from "../contract/memory.js";
import type { HeldChange, PlanBasis, PlannedChange, PlanPart, Refusal } from "../contract/plan.js";
import type { Batch, Provider, ProviderZone, Snapshot } from "../contract/provider.js";
import { translated } from "../desired/translated.js";
import { type Rrset, rrsetKey } from "../rrset/rrset.js";
import { canonicalOrder } from "../rrset/rrset-digest.js";
import { changeId } from "./change-id.js";
import { heldBy, settingsHeld, stillReferred, withoutDependents } from "./held-changes.js";
import { liveDigest } from "./live-digest.js";
import { MemberFacts, type PlannedRrsetChange } from "./member-facts.js";
import { candidatesOf } from "./obstacles.js";
import { partGates, refusalOf } from "./refusals/gates.js";
import { refusedLosses } from "./refusals/refused-loss.js";
import { lastOf, resolvedLast } from "./resolved-last.js";
import { resourceChanges, settingChanges } from "./setting-changes.js";
import { deletion, differencesOf } from "./three-way.js";

export interface PlanTask {
  readonly nowMs: number;
  readonly allowances: Allowances;
}

export interface PlannedMember {
  readonly part: PlanPart;
  readonly basis: PlanBasis;
}

/** `zone` is null where the provider has none; then `snapshot` is `emptySnapshot`. */
export function planMember(
  member: Member,
  zone: ProviderZone | null,
  snapshot: Snapshot,
  last: LastApplied | null,
  { nowMs, allowances }: PlanTask,
): PlannedMember {
  const { provider, desired, policy } = member;
  const present = zone ?? missingZone(desired.apex);
  const translation = translated(member, present, snapshot);
  const known = resolvedLast(lastOf(zone, last), snapshot, {
    txtStrings: provider.capabilities.txtStrings,
  });
  const facts = new MemberFacts(member, zone, snapshot, known, translation, nowMs);
  const { changes, unchanged, foreign } = differencesOf(facts);
  const { going, held: heldRrsets } = sorted(facts, changes, allowances);
  const settings = settingChanges(facts);
  const waiting = settingsHeld(settings, heldRrsets, facts);
  const held = [...waiting, ...heldRrsets];
  const resources = resourceChanges(facts);
  const referred = stillReferred(resources, held);
  const all: PlannedChange[] = [
    ...settings.filter(({ change }) => !waiting.some((one) => one.change === change)),
    ...resources.filter((planned) => !referred.has(planned)),
    ...going,
  ];
  const refusals = refusalsOf(facts, all, allowances);
  const isEmpty = all.length === 0 || refusals.length > 0;
  const batches = isEmpty
    ? []
    : provider.pack(
        all.map(({ change }) => change),
        present,
      );
  const part: PlanPart = {
    apex: nameToText(desired.apex),
    provider: provider.name,
    serial: desired.serial,
    stage: policy.stage,
    zone,
    liveDigest: liveDigest(snapshot),
    changes: all,
    held,
    refusals,
    losses: [...desired.losses, ...translation.losses],
    batches,
    unchanged,
    foreign: foreign
      .filter((rrset) => !going.some(({ change }) => change.before === rrset))
      .sort(canonicalOrder)
      .map(({ owner, type, variant }) => ({ owner, type, variant })),
    opaque: snapshot.opaque,
    expected: expectedCalls(batches, zone === null && !isEmpty, provider),
  };
  return { part, basis: { snapshot, translation } };
}

/** What adapters get to translate for while the zone is not made yet. */
export function missingZone(apex: Uint8Array): ProviderZone {
  return { apex, id: "", assigned: [], facts: {} };
}

export function emptySnapshot(nowMs: number): Snapshot {
  return {
    rrsets: [],
    settings: {},
    resources: [],
    opaque: [],
    serial: null,
    listedAtMs: nowMs,
  };
}

/** Changes that go and changes that are held, both in canonical order. */
function sorted(
  facts: MemberFacts,
  changes: readonly PlannedRrsetChange[],
  allowances: Allowances,
): { going: PlannedRrsetChange[]; held: HeldChange[] } {
  const going: PlannedRrsetChange[] = [];
  const refused = new Map<PlannedRrsetChange, Refusal>();
  const cleared = new Set<Rrset>();
  for (const candidate of candidatesOf(facts, changes.toSorted(inCanonicalOrder))) {
    const refusal = heldBy(candidate, facts, allowances);
    if (refusal !== null) {
      refused.set(candidate.planned, refusal);
      continue;
    }
    going.push(candidate.planned);
    // Whoever was allowed to have its way has what is in it deleted.
    for (const rrset of candidate.inTheWay) {
      if (cleared.has(rrset)) continue;
      cleared.add(rrset);
      const why = `in the way of "${candidate.planned.change.id}"`;
      going.push({ ...deletion(facts, rrset), why });
    }
  }
  if (!allowances.codes.has("refused-loss")) {
    for (const planned of leftOut(facts)) {
      const loss = refusedLosses(facts).get(keyOf(planned))!;
      refused.set(planned, refusalOf("refused-loss", loss.message, true));
    }
  }
  const left = withoutDependents(going, refused).sort(inCanonicalOrder);
  const held = [...refused].map(([planned, refusal]) => ({ ...planned, refusal }));
  return { going: left, held: held.sort(inCanonicalOrder) };
}

/** RRsets of the zone file that the translation does without: nothing is there to change, or held. */
function leftOut(facts: MemberFacts): PlannedRrsetChange[] {
  const losses = refusedLosses(facts);
  if (losses.size === 0) return [];
  const there = new Set(
    [...facts.translation.rrsets, ...facts.live.rrsets].map(({ owner, type }) =>
      rrsetKey(owner, type),
    ),
  );
  return facts.member.desired.rrsets
    .filter(({ owner, type }) => {
      const key = rrsetKey(owner, type);
      return losses.has(key) && !there.has(key);
    })
    .map((after) => ({
      change: { kind: "create", id: changeId(after, "create"), before: null, after },
      cause: facts.last === null ? "first" : "pending",
      why: "not there yet",
    }));
}

function refusalsOf(
  facts: MemberFacts,
  changes: readonly PlannedChange[],
  { codes }: Allowances,
): Refusal[] {
  if (changes.length === 0) return [];
  return partGates.flatMap((gate) => {
    const isLiftable = gate.lifted !== null && (gate.isLiftable?.(facts) ?? true);
    if (isLiftable && codes.has(gate.code)) return [];
    const message = gate.judge(facts, changes);
    return message === null ? [] : [refusalOf(gate.code, message, isLiftable)];
  });
}

/** Seconds that one call takes from here to a provider and back, as a rule. */
const roundTripSeconds = 0.25;

function expectedCalls(batches: readonly Batch[], makesZone: boolean, provider: Provider) {
  const { callsPerSecond, burst } = provider.capabilities.rate;
  const calls = batches.reduce((sum, batch) => sum + batch.calls, makesZone ? 1 : 0);
  const paced = Math.max(0, calls - burst) / callsPerSecond;
  return { calls, seconds: Math.ceil(Math.max(paced, calls * roundTripSeconds)) };
}

function inCanonicalOrder(a: PlannedRrsetChange, b: PlannedRrsetChange): number {
  const one = (a.change.after ?? a.change.before)!;
  const other = (b.change.after ?? b.change.before)!;
  return canonicalOrder(one, other);
}

function keyOf({ change }: PlannedRrsetChange): string {
  const { owner, type } = (change.after ?? change.before)!;
  return rrsetKey(owner, type);
}
