/** Which changes the gates hold, and which must wait for those. */
import { isRrsetChange, type RrsetChange } from "../contract/change.js";
import type { Allowances } from "../contract/member.js";
import type { HeldChange, PlannedChange, Refusal } from "../contract/plan.js";
import { keyOf } from "../rrset/rrset.js";
import { canonicalJson } from "../rrset/same-json.js";
import type { MemberFacts, PlannedRrsetChange } from "./member-facts.js";
import { canStandTogether } from "./obstacles.js";
import type { Candidate } from "./refusals/gate.js";
import { changeGates, refusalOf } from "./refusals/gates.js";
import { ownerKey } from "./refusals/shares.js";

const NS = 2;
const DS = 43;
/** A, AAAA */
const addressTypes = new Set([1, 28]);

/** The first gate that holds the change and is not lifted. */
export function heldBy(
  candidate: Candidate,
  facts: MemberFacts,
  { codes }: Allowances,
): Refusal | null {
  for (const gate of changeGates) {
    const isLiftable = gate.lifted !== null && (gate.isLiftable?.(facts) ?? true);
    if (isLiftable && codes.has(gate.code)) continue;
    const message = gate.judge(candidate, facts);
    if (message !== null) return refusalOf(gate.code, message, isLiftable);
  }
  return null;
}

/**
 * Adds to `held` what cannot go without a change that is held: both halves of a replacement (a
 * CNAME for an address), DS without its NS, NS whose DS stays, addresses of NS that stay. Returns what goes.
 */
export function withoutDependents(
  going: readonly PlannedRrsetChange[],
  held: Map<PlannedRrsetChange, Refusal>,
): PlannedRrsetChange[] {
  if (held.size === 0) return [...going];
  const byOwner = new Map<string, PlannedRrsetChange[]>();
  for (const planned of [...going, ...held.keys()]) {
    const key = ownerKey((planned.change.after ?? planned.change.before)!);
    const list = byOwner.get(key);
    if (list === undefined) byOwner.set(key, [planned]);
    else list.push(planned);
  }
  for (const [planned] of [...held]) {
    const key = ownerKey((planned.change.after ?? planned.change.before)!);
    holdDependents(planned, byOwner.get(key) ?? [], held);
  }
  for (const [planned] of [...held]) holdAddresses(planned, byOwner, held);
  return going.filter((planned) => !held.has(planned));
}

function holdDependents(
  root: PlannedRrsetChange,
  neighbours: readonly PlannedRrsetChange[],
  held: Map<PlannedRrsetChange, Refusal>,
): void {
  const waiting = [root];
  for (let planned = waiting.pop(); planned !== undefined; planned = waiting.pop()) {
    const { code, lift } = held.get(planned)!;
    for (const other of neighbours) {
      if (held.has(other) || !dependsOn(other, planned)) continue;
      held.set(other, { code, lift, message: `waits for "${planned.change.id}"` });
      waiting.push(other);
    }
  }
}

/** NS that stay for now need their addresses: else the zone would hang on names that are not there. */
function holdAddresses(
  root: PlannedRrsetChange,
  byOwner: ReadonlyMap<string, readonly PlannedRrsetChange[]>,
  held: Map<PlannedRrsetChange, Refusal>,
): void {
  const { before, id } = root.change;
  if (before?.type !== NS) return;
  const { code, lift } = held.get(root)!;
  for (const rdata of before.rdatas) {
    const neighbours = byOwner.get(ownerKey({ ...before, owner: lowerCased(rdata) })) ?? [];
    for (const planned of neighbours) {
      const { kind, before: gone } = planned.change;
      if (held.has(planned) || kind !== "delete" || !addressTypes.has(gone.type)) continue;
      held.set(planned, { code, lift, message: `waits for "${id}"` });
      holdDependents(planned, neighbours, held);
    }
  }
}

/** Length octets are below 64, so they are no letters. */
function lowerCased(name: Uint8Array): Uint8Array {
  return name.map((octet) => (octet >= 0x41 && octet <= 0x5a ? octet | 0x20 : octet));
}

/** Whether `other`, of the same owner, must not go while `change` is held. */
function dependsOn({ change: other }: PlannedRrsetChange, { change }: PlannedRrsetChange): boolean {
  const replaces = (made: typeof change, gone: typeof change) =>
    made.after !== null && gone.kind === "delete" && !canStandTogether(made.after, gone.before);
  if (replaces(change, other) || replaces(other, change)) return true;
  const type = (change.after ?? change.before).type;
  const otherType = (other.after ?? other.before).type;
  if (type === NS && otherType === DS) return change.kind === "create" && other.kind === "create";
  return type === DS && otherType === NS && change.kind === "delete" && other.kind === "delete";
}

/** Settings that only RRsets need whose changes are held: they wait for them. */
export function settingsHeld(
  settings: readonly PlannedChange[],
  held: readonly HeldChange[],
  { translation }: MemberFacts,
): HeldChange[] {
  const byKey = new Map(
    held.flatMap((one) =>
      isRrsetChange(one.change) ? [[changedKey(one.change), one] as const] : [],
    ),
  );
  return settings.flatMap((planned) => {
    const { change } = planned;
    const key =
      change.kind === "setting" ? translation.settingsNeededBy?.get(change.name) : undefined;
    const root = key === undefined ? undefined : byKey.get(key);
    if (root === undefined) return [];
    const { code, lift } = root.refusal;
    const refusal = { code, lift, message: `waits for "${root.change.id}"` };
    return [{ ...planned, refusal }];
  });
}

function changedKey({ before, after }: RrsetChange): string {
  return keyOf((after ?? before)!);
}

/** Resources that go although an RRset that stays for now refers to them: they stay, too. */
export function stillReferred(
  resources: readonly PlannedChange[],
  held: readonly HeldChange[],
): ReadonlySet<PlannedChange> {
  const texts = held.map(({ change }) =>
    change.kind === "delete" || change.kind === "update" ? canonicalJson(change.before.extra) : "",
  );
  return new Set(
    resources.filter(
      ({ change }) =>
        change.kind === "resource" &&
        change.after === null &&
        texts.some((text) => text.includes(JSON.stringify(change.name))),
    ),
  );
}
