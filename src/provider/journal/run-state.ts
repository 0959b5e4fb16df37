/** What a journal says: what the run under way has done so far, and what it may have done. */
import type { Change } from "../contract/change.js";
import type { LastApplied } from "../contract/memory.js";
import type { Receipt } from "../contract/provider.js";
import { looseComparison } from "../rrset/comparable-rdata.js";
import { keyOf, type Rrset } from "../rrset/rrset.js";
import { sameJson } from "../rrset/same-json.js";
import { sameRrset } from "../rrset/same-rrset.js";
import { isRrsetChange } from "./change-json.js";
import type { JournalEntry } from "./entries.js";

export interface RunState {
  /** Hash of the plan under way; null if none was begun. */
  readonly plan: string | null;
  readonly serial: number;
  /** All that was committed and not put back since, one change an RRset. */
  readonly done: readonly Change[];
  /** Batches of which it is not known whether they were committed. */
  readonly uncertain: readonly Intent[];
  /** Of batches that may not be settled yet. */
  readonly receipts: readonly Receipt[];
  readonly isVerified: boolean;
  readonly setAside: readonly SetAside[];
  readonly batches: number;
}

export type Intent = Extract<JournalEntry, { kind: "intent" }>;
export type SetAside = Extract<JournalEntry, { kind: "set-aside" }>;

export function runState(entries: readonly JournalEntry[]): RunState {
  let plan: string | null = null;
  let serial = 0;
  let done: readonly Change[] = [];
  let receipts: Receipt[] = [];
  let isVerified = true;
  let batches = 0;
  const open = new Map<number, Intent>();
  const setAside = new Map<string, SetAside>();
  const commit = (changes: readonly Change[]) => {
    if (changes.length > 0) isVerified = false;
    done = composed([...done, ...changes]);
  };
  for (const entry of entries) {
    if (entry.kind === "begin") {
      plan = entry.plan;
      serial = entry.serial;
    } else if (entry.kind === "carried") {
      commit(entry.changes);
      receipts.push(...entry.receipts);
      isVerified = entry.isVerified;
    } else if (entry.kind === "intent") {
      open.set(entry.batch, entry);
      batches = Math.max(batches, entry.batch + 1);
    } else if (entry.kind === "receipt") {
      commit(open.get(entry.batch)?.changes ?? []);
      receipts.push(entry.receipt);
      open.delete(entry.batch);
    } else if (entry.kind === "found") {
      const applied = new Set(entry.applied);
      commit(open.get(entry.batch)?.changes.filter(({ id }) => applied.has(id)) ?? []);
      open.delete(entry.batch);
    } else if (entry.kind === "set-aside") {
      setAside.set(entry.key, entry);
    } else if (entry.kind === "settled") {
      receipts = [];
    } else if (entry.kind === "verified") {
      isVerified = true;
    }
  }
  return {
    plan,
    serial,
    done,
    uncertain: [...open.values()],
    receipts,
    isVerified: isVerified && open.size === 0,
    setAside: [...setAside.values()],
    batches,
  };
}

/** The fewest entries that say the same. */
export function entriesOf(state: RunState, atMs: number): JournalEntry[] {
  const { done, receipts, isVerified, plan, serial, setAside, uncertain } = state;
  return [
    { kind: "carried", changes: done, receipts, isVerified },
    ...(plan === null ? [] : [{ kind: "begin" as const, atMs, plan, serial }]),
    ...setAside,
    ...uncertain,
  ];
}

/** One change for what several did to the same RRset, setting or resource; none if it is as before. */
export function composed(changes: readonly Change[]): Change[] {
  const byKey = new Map<string, Change>();
  for (const change of changes) {
    const key = changeKey(change);
    const first = byKey.get(key);
    const both = first === undefined ? change : joined(first, change);
    if (both === null) byKey.delete(key);
    else byKey.set(key, both);
  }
  return [...byKey.values()];
}

export function changeKey(change: Change): string {
  if (!isRrsetChange(change)) return `${change.kind} ${change.name}`;
  const rrset = change.before ?? change.after;
  return `rrset ${keyOf(rrset)}`;
}

function joined(first: Change, second: Change): Change | null {
  if (first.kind === "setting" && second.kind === "setting") {
    return sameJson(first.before, second.after) ? null : { ...first, after: second.after };
  }
  if (first.kind === "resource" && second.kind === "resource") {
    const isNothing = first.before === null && second.after === null;
    return isNothing ? null : { ...first, after: second.after };
  }
  if (!isRrsetChange(first) || !isRrsetChange(second)) return second;
  const { id, before } = first;
  const { after } = second;
  if (before === null) return after === null ? null : { kind: "create", id, before, after };
  if (after === null) return { kind: "delete", id, before, after };
  return sameRrset(before, after, looseComparison) ? null : { kind: "update", id, before, after };
}

/** What was applied last, with what a run under way has done on top. */
export function withDone(
  last: LastApplied | null,
  state: RunState,
  atMs: number,
): LastApplied | null {
  if (state.done.length === 0 && state.setAside.length === 0) return last;
  const rrsets = new Map<string, Rrset>((last?.rrsets ?? []).map((rrset) => [keyOf(rrset), rrset]));
  const settings = { ...last?.settings };
  for (const change of state.done) {
    if (change.kind === "setting") settings[change.name] = change.after;
    if (!isRrsetChange(change)) continue;
    if (change.after === null) rrsets.delete(keyOf(change.before));
    else rrsets.set(keyOf(change.after), change.after);
  }
  const aside = new Map((last?.quarantined ?? []).map((one) => [one.key, one]));
  for (const { key, digest, reason } of state.setAside) {
    const known = aside.get(key);
    if (known?.digest !== digest) aside.set(key, { key, digest, reason, sinceMs: atMs });
  }
  return {
    serial: state.plan === null ? (last?.serial ?? 0) : state.serial,
    appliedAtMs: atMs,
    rrsets: [...rrsets.values()],
    settings,
    quarantined: [...aside.values()],
  };
}
