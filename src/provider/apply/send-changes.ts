/**
 * Sends changes to a provider, batch by batch, each journalled before it is sent. What can be done
 * about a fault is done here:
 *
 *   throttled, busy, down  wait, and send again
 *   outcome not known      list, and send only what is missing
 *   conflict               list, and plan the owners anew that somebody else changed
 *   refused                set the culprits' owners aside, or find them by halves; the rest goes on
 *   all else               stop
 *
 * Where the provider does not refuse what somebody else has changed since, nothing is sent by a
 * listing that is old.
 */
import { type Change, isRrsetChange } from "../contract/change.js";
import { ProviderFault } from "../contract/fault.js";
import type { Batch, Receipt, Snapshot } from "../contract/provider.js";
import { changeGroups } from "../plan/pack-groups.js";
import { keyOf } from "../rrset/rrset.js";
import { rrsetDigest } from "../rrset/rrset-digest.js";
import { type Classified, classify } from "./classify.js";
import { Patience } from "./patience.js";
import { type Portion, Portions } from "./portions.js";
import { listPatiently, type Stop, stopOf, stopped, type WorkPlace } from "./work-place.js";

/** Owners that a provider may refuse in one run, before all of it is taken to be amiss. */
const setAsideMax = 100;
/** Times in a row that an outcome may be unknown, or somebody else may come in between. */
const mishapsMax = 8;
/** As old as this, a listing is made again, where there is no compare-and-swap. */
const listedMsMax = 60_000;
/** A provider that did not answer may still be at work: wait before looking what came of it. */
const lookAfterMs = 2_000;

export interface SendResult {
  readonly committed: readonly Change[];
  /** The last listing that was needed on the way; null if none was. */
  readonly live: Snapshot | null;
  readonly setAside: readonly { readonly change: Change; readonly reason: string }[];
  /** Null if everything that was not set aside was sent. */
  readonly stop: Stop | null;
}

/** What to do in place of changes whose RRsets somebody else has changed since. */
export type Replan = (
  changes: readonly Change[],
  live: Snapshot,
) => Promise<{
  readonly changes: readonly Change[];
  readonly held: readonly { readonly change: Change; readonly reason: string }[];
}>;

/** `listedAtMs` is when the listing was made that `changes` start from. */
export async function sendChanges(
  at: WorkPlace,
  changes: readonly Change[],
  listedAtMs: number,
  replan: Replan,
): Promise<SendResult> {
  return new Sending(at, listedAtMs, replan).run(changes);
}

type Sent =
  | { readonly kind: "taken" }
  /** Not taken, or not wholly; `found` if it was listed again. */
  | { readonly kind: "fault"; readonly fault: ProviderFault; readonly found: Found | null }
  | { readonly kind: "stop"; readonly stop: Stop };

interface Found extends Classified {
  readonly live: Snapshot;
}

class Sending {
  private readonly at: WorkPlace;
  private readonly replan: Replan;
  private readonly portions: Portions;
  private listedAtMs: number;
  private readonly committed: Change[] = [];
  private live: Snapshot | null = null;
  private readonly setAside: { change: Change; reason: string }[] = [];
  private refusedOwners = 0;
  /** Changes of batches that were sent and never answered: they may yet turn up. */
  private readonly unsure = new Set<string>();
  /** Unknown outcomes and conflicts since a batch was taken. */
  private mishaps = 0;
  private sent = 0;

  constructor(at: WorkPlace, listedAtMs: number, replan: Replan) {
    this.at = at;
    this.listedAtMs = listedAtMs;
    this.replan = replan;
    this.portions = new Portions(at.member.provider, at.zone);
  }

  async run(changes: readonly Change[]): Promise<SendResult> {
    this.portions.putFirst(changes);
    let stop: Stop | null = null;
    while (stop === null) {
      if (this.at.signal.aborted) {
        if (this.portions.count > 0) stop = stopped;
        break;
      }
      const portion = this.portions.next();
      if (portion === undefined) break;
      if (this.isOld) {
        stop = await this.lookBefore(portion);
        continue;
      }
      const sent = await this.send(portion.batch);
      this.sent++;
      if (sent.kind === "stop") stop = sent.stop;
      if (sent.kind === "fault") stop = await this.goOn(portion, sent.fault, sent.found);
      if (stop === null) {
        const batches = this.sent + this.portions.count;
        this.at.tell({ kind: "batch", done: this.sent, batches });
      }
    }
    return { committed: this.committed, live: this.live, setAside: this.setAside, stop };
  }

  private get isOld(): boolean {
    const { clock, member } = this.at;
    if (member.provider.capabilities.compareAndSwap !== "none") return false;
    return clock.nowMs() - this.listedAtMs > listedMsMax;
  }

  /** What is left was planned some time ago: whether all of it still is as it was then. */
  private async lookBefore({ batch }: Portion): Promise<Stop | null> {
    const left = [...batch.changes, ...this.portions.rest];
    try {
      const live = await listPatiently(this.at);
      this.live = live;
      // When it was there, not when it began: else a listing that takes long would be old at once.
      this.listedAtMs = this.at.clock.nowMs();
      this.portions.clear();
      const found = classify(left, live, this.at.member.provider.capabilities);
      if (found.foreign.length > 0) return await this.planAnew(found.waiting, found.foreign, live);
      this.portions.putFirst(found.waiting);
      return null;
    } catch (error) {
      if (!(error instanceof ProviderFault)) throw error;
      return this.at.signal.aborted ? stopped : stopOf(error);
    }
  }

  /** One batch, until it is taken or there is no sense in sending it as it is again. */
  private async send(batch: Batch): Promise<Sent> {
    const { journal, clock, random, member, zone, signal, tell } = this.at;
    const number = journal.state.batches;
    const token = tokenOf(random);
    const { changes } = batch;
    await journal.append({ kind: "intent", atMs: clock.nowMs(), batch: number, token, changes });
    const patience = new Patience(clock, random);
    const isWhole = member.provider.capabilities.batch.atomic === "batch" && batch.calls <= 1;
    for (;;) {
      try {
        const attempt = { token, signal: this.at.giveUp };
        const receipt: Receipt = await member.provider.apply(batch, zone, attempt);
        await journal.append({ kind: "receipt", batch: number, receipt });
        this.committed.push(...changes);
        this.mishaps = 0;
        return { kind: "taken" };
      } catch (error) {
        if (!(error instanceof ProviderFault)) throw error;
        if (!isWhole || this.isUnsure(changes, error))
          return this.look(number, changes, error, !isWhole);
        if (error.retryable) {
          const reason = error.message;
          if (await patience.wait(error, signal, (ms) => tell({ kind: "waiting", reason, ms }))) {
            if (this.isOld) return this.look(number, changes, error, false);
            continue;
          }
        }
        await journal.append({ kind: "found", batch: number, applied: [] });
        if (signal.aborted) return { kind: "stop", stop: stopped };
        return { kind: "fault", fault: error, found: null };
      }
    }
  }

  /** Whether some of it may be there, by this attempt or by one before that was never answered. */
  private isUnsure(changes: readonly Change[], fault: ProviderFault): boolean {
    if (fault.committed === "unknown") for (const { id } of changes) this.unsure.add(id);
    if (fault.committed === "unknown" || fault.kind === "conflict") return true;
    return fault.kind === "rejected" && changes.some(({ id }) => this.unsure.has(id));
  }

  /**
   * What came of a batch, from a listing. Until that is known, the journal has it as uncertain.
   * `mayBePartly`: a fault says nothing of what went before it.
   */
  private async look(
    batch: number,
    changes: readonly Change[],
    fault: ProviderFault,
    mayBePartly: boolean,
  ): Promise<Sent> {
    const { clock, signal, journal, tell, member } = this.at;
    if (fault.committed === "unknown" || fault.retryable) {
      const ms = Math.max(lookAfterMs * 2 ** Math.min(this.mishaps, 5), fault.retryAfterMs ?? 0);
      tell({ kind: "waiting", reason: fault.message, ms });
      await clock.wait(ms, signal);
      if (signal.aborted) return { kind: "stop", stop: stopped };
    }
    let live: Snapshot;
    try {
      live = await listPatiently(this.at);
    } catch (error) {
      if (!(error instanceof ProviderFault)) throw error;
      const message = `it is not known whether ${member.provider.name} took the last batch: ${error.message}`;
      const hint = "apply again finds out, and goes on";
      return { kind: "stop", stop: { message, hint } };
    }
    this.live = live;
    const found = classify(changes, live, member.provider.capabilities);
    // What was not taken is not ours: if it is there all the same, somebody else made it.
    const ours = found.applied.filter(
      ({ id }) => this.unsure.has(id) || (mayBePartly && fault.kind !== "conflict"),
    );
    await journal.append({ kind: "found", batch, applied: ours.map(({ id }) => id) });
    this.committed.push(...ours);
    return { kind: "fault", fault, found: { ...found, live } };
  }

  /** After a fault: what of the portion is sent again, and how. */
  private async goOn(
    portion: Portion,
    fault: ProviderFault,
    found: Found | null,
  ): Promise<Stop | null> {
    const left = found === null ? portion.batch.changes : found.waiting;
    if (found !== null && found.foreign.length > 0) {
      return this.planAnew(left, found.foreign, found.live);
    }
    if (left.length === 0) return null;
    if (fault.kind === "rejected") return this.refused(portion, left, fault);
    const mayFollow = found !== null && (fault.retryable || fault.committed === "unknown");
    if (fault.kind === "conflict" || mayFollow) {
      if (++this.mishaps > mishapsMax) return stopOf(fault);
      this.portions.putFirst(left);
      return null;
    }
    this.portions.putFirst(left);
    return stopOf(fault);
  }

  private async planAnew(
    left: readonly Change[],
    foreign: readonly Change[],
    live: Snapshot,
  ): Promise<Stop | null> {
    this.mishaps++;
    // The rest of an owner is planned with it: half of a CNAME that becomes an address is an outage.
    const groups = changeGroups([...left, ...foreign]);
    const touched = new Set(
      groups.filter((group) => group.some((one) => foreign.includes(one))).flat(),
    );
    const plan = await this.replan([...touched], live);
    for (const { change, reason } of plan.held) this.putAside(change, reason);
    if (this.mishaps <= mishapsMax) {
      this.portions.putFirst([...left.filter((change) => !touched.has(change)), ...plan.changes]);
      return null;
    }
    for (const change of plan.changes) {
      this.putAside(change, "somebody else changed it again and again while it was applied");
    }
    this.portions.putFirst(left.filter((change) => !touched.has(change)));
    return null;
  }

  private async refused(
    portion: Portion,
    left: readonly Change[],
    fault: ProviderFault,
  ): Promise<Stop | null> {
    const reasons = new Map(fault.culprits.map(({ changeId, reason }) => [changeId, reason]));
    const groups = changeGroups(left);
    const culprits = groups.filter((group) => group.some(({ id }) => reasons.has(id)));
    if (culprits.length === 0) {
      if (groups.length > 1 && left.length === portion.batch.changes.length) {
        this.portions.halve(portion);
        return null;
      }
      if (groups.length > 1) {
        this.portions.putFirst(left);
        return null;
      }
      this.portions.halve(portion);
      return this.refuseOwner(
        left,
        () => fault.message,
        () => true,
      );
    }
    for (const group of culprits) {
      const told = group.map(({ id }) => reasons.get(id)).find((reason) => reason !== undefined);
      const stop = await this.refuseOwner(
        group,
        ({ id }) => reasons.get(id) ?? told ?? fault.message,
        ({ id }) => reasons.has(id),
      );
      if (stop !== null) return stop;
    }
    this.portions.putFirst(groups.filter((group) => !culprits.includes(group)).flat());
    return null;
  }

  private async refuseOwner(
    group: readonly Change[],
    reasonOf: (change: Change) => string,
    isCulprit: (change: Change) => boolean,
  ): Promise<Stop | null> {
    const { journal, member } = this.at;
    for (const change of group) {
      const reason = reasonOf(change);
      this.putAside(change, reason);
      // What only shares the culprit's name is tried again by the next run.
      if (!isRrsetChange(change) || change.after === null || !isCulprit(change)) continue;
      const { after } = change;
      await journal.append({
        kind: "set-aside",
        key: keyOf(after),
        digest: rrsetDigest(after),
        reason,
      });
    }
    if (++this.refusedOwners <= setAsideMax) return null;
    const name = member.provider.name;
    return {
      message: `${name} refused records of more than ${setAsideMax} names, so something else is amiss; the last: ${group[0]?.id ?? ""}`,
      isRefusal: true,
      hint: `see what ${name} says of each, and whether it takes records of such types`,
    };
  }

  private putAside(change: Change, reason: string): void {
    this.setAside.push({ change, reason });
    this.at.tell({ kind: "set-aside", changeId: change.id, reason });
  }
}

function tokenOf(random: () => number): string {
  const part = () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, "0");
  return `${part()}${part()}`;
}
