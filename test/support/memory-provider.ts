/**
 * A provider in memory, with the semantics that matter: batches that are all or nothing, compare and
 * swap or none, changes that reach its nameservers late, second writers, records that it refuses
 * with and without saying which, calls that fail before or after the work was done.
 */
import { nameToText } from "../../src/dns/name-text.js";
import type { CallDesk } from "../../src/provider/contract/call-desk.js";
import type { Capabilities } from "../../src/provider/contract/capabilities.js";
import type { Change } from "../../src/provider/contract/change.js";
import type { Clock } from "../../src/provider/contract/clock.js";
import type { DesiredZone } from "../../src/provider/contract/desired.js";
import { type Culprit, type FaultKind, ProviderFault } from "../../src/provider/contract/fault.js";
import type {
  Attempt,
  Batch,
  PackOptions,
  Provider,
  ProviderZone,
  Receipt,
  Settlement,
  Snapshot,
  Translation,
} from "../../src/provider/contract/provider.js";
import { changeGroups, cutGroups } from "../../src/provider/plan/pack-groups.js";
import { undoOf } from "../../src/provider/plan/undo.js";
import { keyOf, type ListedRrset, type Rrset } from "../../src/provider/rrset/rrset.js";
import { plainCapabilities } from "./plain-member.js";

export type Operation = "find" | "create" | "list" | "apply" | "settled";

/** What a call meets: a fault before the work, or the work done and its answer lost. */
export type Mishap =
  | { readonly kind: Exclude<FaultKind, "rejected">; readonly retryAfterMs?: number }
  | { readonly kind: "lost-before" }
  | { readonly kind: "lost-after" }
  /** No answer, and the work is done some time later. */
  | { readonly kind: "lost-late"; readonly ms: number }
  | { readonly kind: "meanwhile"; readonly act: () => void };

export interface MemoryProviderOptions {
  readonly name: string;
  readonly clock: Clock;
  readonly desk: CallDesk;
  readonly operationsMax?: number;
  readonly compareAndSwap?: "none" | "exact-delete";
  /** Batches that take as many calls as they have changes, and can be left in the middle. */
  readonly oneByOne?: boolean;
  /** Until its nameservers have a change. */
  readonly delayMs?: number;
  /** Until it says that they have. */
  readonly settlesMs?: number;
  /** How it says so; by polling unless told. */
  readonly propagation?: Capabilities["propagation"];
  readonly createsZones?: boolean;
  /** What the next call meets; asked before each. */
  readonly mishap?: (operation: Operation, batch: Batch | null) => Mishap | null;
  /** Why it does not take an RRset; null if it does. */
  readonly refuses?: (rrset: Rrset) => string | null;
  /** Whether it says which. */
  readonly namesCulprits?: boolean;
  /** Awaited before and after each call: never resolves for a caller that is dead. */
  readonly alive?: () => Promise<void>;
}

const CNAME = 5;

interface Held extends Rrset {
  readonly version: number;
}

/** What happened to the store, in order. */
export interface Happening {
  readonly atMs: number;
  readonly key: string;
  readonly before: Rrset | null;
  readonly after: Rrset | null;
  readonly by: "sync" | "other";
}

export class MemoryProvider implements Provider {
  readonly name: string;
  readonly capabilities: Capabilities;
  readonly history: Happening[] = [];
  /** Calls by operation. */
  readonly calls: Record<Operation, number> = { find: 0, create: 0, list: 0, apply: 0, settled: 0 };
  /** What its nameservers make of an RRset; null if they have none. */
  serves: (rrset: Rrset) => Rrset | null = (rrset) => rrset;
  options: MemoryProviderOptions;
  private readonly zones = new Map<string, Map<string, Held>>();
  private version = 0;

  constructor(options: MemoryProviderOptions) {
    this.options = options;
    this.name = options.name;
    this.capabilities = {
      ...plainCapabilities,
      title: "Memory",
      ttl: { minSeconds: 0, maxSeconds: 604_800 },
      batch: {
        ...plainCapabilities.batch,
        operationsMax: options.operationsMax ?? 100,
        atomic: options.oneByOne === true ? "record" : "batch",
      },
      compareAndSwap: options.compareAndSwap ?? "exact-delete",
      propagation: options.propagation ?? "polled",
      createsZones: options.createsZones ?? false,
    };
  }

  /** Makes a zone, or changes it, as somebody else. */
  put(apex: Uint8Array, ...rrsets: readonly Rrset[]): void {
    const zone = this.zones.get(nameToText(apex)) ?? new Map<string, Held>();
    this.zones.set(nameToText(apex), zone);
    for (const rrset of rrsets) this.set(zone, keyOf(rrset), rrset, "other");
  }

  remove(apex: Uint8Array, rrset: Rrset): void {
    this.set(this.zones.get(nameToText(apex))!, keyOf(rrset), null, "other");
  }

  /** The zone is gone. */
  drop(apex: Uint8Array): void {
    this.zones.delete(nameToText(apex));
  }

  /** What is in the store now. */
  stored(apex: Uint8Array): readonly Rrset[] {
    return [...(this.zones.get(nameToText(apex)) ?? new Map<string, Held>()).values()];
  }

  /** What its nameservers answered for an RRset at this time. */
  servedAt(key: string, nowMs: number): Rrset | null {
    const until = nowMs - (this.options.delayMs ?? 0);
    const known = this.history.filter((one) => one.key === key);
    const last = known.findLast(({ atMs }) => atMs <= until);
    const served = last === undefined ? (known[0]?.before ?? null) : last.after;
    return served === null ? null : this.serves(served);
  }

  async find(apex: Uint8Array, signal?: AbortSignal): Promise<ProviderZone | null> {
    await this.call("find", null, signal);
    return this.zones.has(nameToText(apex)) ? zoneOf(apex) : null;
  }

  async create(apex: Uint8Array, signal?: AbortSignal): Promise<ProviderZone> {
    await this.call("create", null, signal);
    this.put(apex);
    return zoneOf(apex);
  }

  async list(zone: ProviderZone, options?: { readonly signal?: AbortSignal }): Promise<Snapshot> {
    await this.call("list", null, options?.signal);
    const rrsets = [...this.store(zone).values()].map(
      ({ version, ...rrset }): ListedRrset => ({ ...rrset, raw: { version }, marked: null }),
    );
    const listedAtMs = this.options.clock.nowMs();
    return { rrsets, settings: {}, resources: [], opaque: [], serial: null, listedAtMs };
  }

  translate({ rrsets }: DesiredZone): Translation {
    return { rrsets, settings: {}, resources: [], losses: [] };
  }

  pack(changes: readonly Change[], zone: ProviderZone, options: PackOptions = {}): Batch[] {
    const { overwrite = false, changesMax } = options;
    const weigh = (group: readonly Change[]) => ({
      operations: group.length,
      characters: 0,
      bytes: 0,
    });
    const bounds = { ...this.capabilities.batch, changesMax };
    return cutGroups(changeGroups(changes), weigh, bounds).map((own) => ({
      changes: own,
      summary: `${own.length} changes of ${zone.id}`,
      calls: this.options.oneByOne === true ? own.length : 1,
      overwrite,
    }));
  }

  async apply(batch: Batch, zone: ProviderZone, attempt: Attempt): Promise<Receipt> {
    const { desk, clock } = this.options;
    return desk.write(
      "apply",
      async () => {
        const { alive } = this.options;
        await alive?.();
        const store = this.store(zone);
        let after = false;
        for (const part of this.options.oneByOne === true ? singles(batch) : [batch]) {
          after = this.meet("apply", part) || after;
          this.change(store, part);
          await alive?.();
        }
        if (after) {
          throw new ProviderFault("unavailable", `${this.name}: no answer`, {
            committed: "unknown",
          });
        }
        return { operation: `change at ${clock.nowMs()}`, serial: null, raw: clock.nowMs() };
      },
      attempt.signal,
    );
  }

  async settled(receipt: Receipt, _zone: ProviderZone, signal?: AbortSignal): Promise<Settlement> {
    await this.call("settled", null, signal);
    const since = this.options.clock.nowMs() - Number(receipt.raw);
    return since >= (this.options.settlesMs ?? this.options.delayMs ?? 0)
      ? { kind: "settled" }
      : { kind: "pending", askAgainMs: 1_000 };
  }

  async nameservers() {
    return [];
  }

  undo(done: readonly Change[], live: Snapshot): readonly Change[] {
    return undoOf(done, live, this.capabilities);
  }

  async close(): Promise<void> {}

  private call(operation: Operation, batch: Batch | null, signal?: AbortSignal): Promise<void> {
    return this.options.desk.read(
      operation,
      async () => {
        await this.options.alive?.();
        if (this.meet(operation, batch)) {
          throw new ProviderFault("unavailable", `${this.name}: no answer`);
        }
      },
      signal,
    );
  }

  private async applyLate(ms: number, batch: Batch): Promise<void> {
    await this.options.clock.wait(ms);
    try {
      for (const [apex, zone] of this.zones)
        if (batch.summary.endsWith(apex)) this.change(zone, batch);
    } catch {
      // It lost the race against the batch that was sent again: nobody hears of it.
    }
  }

  /** Throws what the call meets before the work; true if its answer is to be lost. */
  private meet(operation: Operation, batch: Batch | null): boolean {
    this.calls[operation]++;
    const mishap = this.options.mishap?.(operation, batch) ?? null;
    if (mishap === null) return false;
    if (mishap.kind === "meanwhile") mishap.act();
    if (mishap.kind === "meanwhile") return false;
    if (mishap.kind === "lost-after") return true;
    if (mishap.kind === "lost-late" && batch !== null) void this.applyLate(mishap.ms, batch);
    if (mishap.kind === "lost-before" || mishap.kind === "lost-late") {
      const committed = operation === "apply" ? "unknown" : "no";
      throw new ProviderFault("unavailable", `${this.name}: connection lost`, { committed });
    }
    const { kind, retryAfterMs } = mishap;
    const facts = retryAfterMs === undefined ? {} : { retryAfterMs };
    throw new ProviderFault(kind, `${this.name} says ${kind}`, {
      hint: `see to ${kind}`,
      ...facts,
    });
  }

  /** All or nothing. */
  private change(zone: Map<string, Held>, { changes, overwrite }: Batch): void {
    const culprits: Culprit[] = [];
    const lost: string[] = [];
    for (const change of changes) {
      if (change.kind === "setting" || change.kind === "resource") continue;
      const reason = change.after === null ? null : (this.options.refuses?.(change.after) ?? null);
      if (reason !== null) culprits.push({ changeId: change.id, reason });
      const now = zone.get(keyOf(change.after ?? change.before));
      const raw = (change.before?.raw ?? null) as { version: number } | null;
      if (!overwrite && now?.version !== raw?.version) lost.push(change.id);
    }
    if (culprits.length > 0) {
      const known = this.options.namesCulprits === false ? [] : culprits;
      const message = `${this.name} refused: ${culprits[0]!.reason}`;
      throw new ProviderFault("rejected", message, { culprits: known });
    }
    if (lost.length > 0) {
      const isKnown = this.capabilities.compareAndSwap === "exact-delete";
      const kind = isKnown ? "conflict" : "rejected";
      const reasons = lost.map((changeId) => ({ changeId, reason: "is not what it was" }));
      const culprits = isKnown ? [] : reasons;
      throw new ProviderFault(kind, `${this.name}: ${lost[0]} is not what it was`, { culprits });
    }
    this.refuseCnames(zone, changes);
    for (const change of changes) {
      if (change.kind === "setting" || change.kind === "resource") continue;
      this.set(zone, keyOf(change.after ?? change.before), change.after, "sync");
    }
  }

  /** A batch that would leave something beside a CNAME is refused, and nobody says for what. */
  private refuseCnames(zone: ReadonlyMap<string, Held>, changes: readonly Change[]): void {
    const after = new Map<string, Rrset>(zone);
    for (const change of changes) {
      if (change.kind === "setting" || change.kind === "resource") continue;
      if (change.after === null) after.delete(keyOf(change.before));
      else after.set(keyOf(change.after), change.after);
    }
    const owners = new Map<string, number[]>();
    for (const { owner, type } of after.values()) {
      const name = nameToText(owner);
      owners.set(name, [...(owners.get(name) ?? []), type]);
    }
    for (const [name, types] of owners) {
      if (types.length < 2 || !types.includes(CNAME)) continue;
      throw new ProviderFault("rejected", `${this.name}: ${name} would have a CNAME and more`);
    }
  }

  private set(
    zone: Map<string, Held>,
    key: string,
    after: Rrset | null,
    by: Happening["by"],
  ): void {
    const before = zone.get(key) ?? null;
    const atMs = this.options.clock.nowMs();
    this.history.push({ atMs, key, before, after, by });
    if (after === null) zone.delete(key);
    else {
      const { owner, type, variant, ttlSeconds, rdatas, extra } = after;
      const version = ++this.version;
      zone.set(key, { owner, type, variant, ttlSeconds, rdatas, extra, version });
    }
  }

  private store(zone: ProviderZone): Map<string, Held> {
    const store = this.zones.get(zone.id);
    if (store !== undefined) return store;
    throw new ProviderFault("not-found", `${this.name} has no zone ${zone.id}`);
  }
}

function singles(batch: Batch): Batch[] {
  return batch.changes.map((change) => ({ ...batch, changes: [change] }));
}

function zoneOf(apex: Uint8Array): ProviderZone {
  return { apex, id: nameToText(apex), assigned: [], facts: {} };
}
