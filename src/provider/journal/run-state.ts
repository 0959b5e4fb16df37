/** What a journal says: what the run under way has done so far, and what it may have done. */
import { type Change, isRrsetChange } from "../contract/change.js";
import type { LastApplied } from "../contract/memory.js";
import type { Receipt } from "../contract/provider.js";
import { keyOf, type Rrset } from "../rrset/rrset.js";
import { ComposedChanges } from "./composed-changes.js";
import type { JournalEntry } from "./entries.js";

type Intent = Extract<JournalEntry, { kind: "intent" }>;
type SetAside = Extract<JournalEntry, { kind: "set-aside" }>;

export class RunState {
  /** Hash of the plan under way; null if none was begun. */
  plan: string | null = null;
  /** Number of the next batch. */
  batches = 0;
  private serial = 0;
  private verified = true;
  private settling: Receipt[] = [];
  private readonly changes = new ComposedChanges();
  private readonly open = new Map<number, Intent>();
  private readonly aside = new Map<string, SetAside>();

  constructor(entries: readonly JournalEntry[] = []) {
    for (const entry of entries) this.add(entry);
  }

  /** All that was committed and not put back since, one change an RRset. */
  get done(): readonly Change[] {
    return this.changes.all();
  }

  /** Batches of which it is not known whether they were committed. */
  get uncertain(): readonly Intent[] {
    return [...this.open.values()];
  }

  /** Of batches that may not be settled yet. */
  get receipts(): readonly Receipt[] {
    return this.settling;
  }

  get isVerified(): boolean {
    return this.verified && this.open.size === 0;
  }

  /** Whether there is, or may be, something that a next run has to go on with. */
  get hasDone(): boolean {
    return this.changes.size > 0 || this.open.size > 0;
  }

  add(entry: JournalEntry): void {
    switch (entry.kind) {
      case "begin":
        this.plan = entry.plan;
        this.serial = entry.serial;
        return;
      case "carried":
        this.commit(entry.changes);
        this.settling.push(...entry.receipts);
        this.verified = entry.isVerified;
        return;
      case "intent":
        this.open.set(entry.batch, entry);
        this.batches = Math.max(this.batches, entry.batch + 1);
        return;
      case "receipt":
        this.commit(this.open.get(entry.batch)?.changes ?? []);
        this.settling.push(entry.receipt);
        this.open.delete(entry.batch);
        return;
      case "found": {
        const applied = new Set(entry.applied);
        this.commit(this.open.get(entry.batch)?.changes.filter(({ id }) => applied.has(id)) ?? []);
        this.open.delete(entry.batch);
        return;
      }
      case "set-aside":
        this.aside.set(entry.key, entry);
        return;
      case "settled":
        this.settling = [];
        return;
      case "verified":
        this.verified = true;
        return;
      case "undo":
        return;
    }
  }

  /** The fewest entries that say the same. */
  entries(atMs: number): JournalEntry[] {
    const { plan, serial, done, receipts, verified } = this;
    return [
      { kind: "carried", changes: done, receipts, isVerified: verified },
      ...(plan === null ? [] : [{ kind: "begin" as const, atMs, plan, serial }]),
      ...this.aside.values(),
      ...this.open.values(),
    ];
  }

  /** What was applied last, with what the run has done on top. */
  on(last: LastApplied | null, atMs: number): LastApplied | null {
    if (this.changes.size === 0 && this.aside.size === 0) return last;
    const rrsets = new Map<string, Rrset>(
      (last?.rrsets ?? []).map((rrset) => [keyOf(rrset), rrset]),
    );
    const settings = { ...last?.settings };
    for (const change of this.done) {
      if (change.kind === "setting") settings[change.name] = change.after;
      if (!isRrsetChange(change)) continue;
      if (change.after === null) rrsets.delete(keyOf(change.before));
      else rrsets.set(keyOf(change.after), change.after);
    }
    const quarantined = new Map((last?.quarantined ?? []).map((one) => [one.key, one]));
    for (const { key, digest, reason } of this.aside.values()) {
      if (quarantined.get(key)?.digest === digest) continue;
      quarantined.set(key, { key, digest, reason, sinceMs: atMs });
    }
    return {
      serial: this.plan === null ? (last?.serial ?? 0) : this.serial,
      appliedAtMs: atMs,
      ...(last?.zoneId === undefined ? {} : { zoneId: last.zoneId }),
      rrsets: [...rrsets.values()],
      settings,
      quarantined: [...quarantined.values()],
    };
  }

  private commit(changes: readonly Change[]): void {
    if (changes.length > 0) this.verified = false;
    this.changes.add(changes);
  }
}
