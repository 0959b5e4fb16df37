/**
 * One zone at one provider, on its way through a roll-out:
 *
 *   take the journal → list → what an earlier run left → is the plan stale? → send → settle → verify
 *                                                                    later, perhaps: undo → finish
 */
import type { MemberOutcome, Place } from "../contract/events.js";
import type { Member } from "../contract/member.js";
import type { LastApplied } from "../contract/memory.js";
import type { PlanPart } from "../contract/plan.js";
import type { ProviderZone, Snapshot, Translation } from "../contract/provider.js";
import type { VerifyReport } from "../contract/verification.js";
import type { MemberJournal } from "../journal/file-memory.js";
import { memberKey } from "../plan/make-plan.js";
import { emptySnapshot, planMember } from "../plan/plan-member.js";
import { liftableCodes } from "../plan/refusals/gates.js";
import type { ApplyTask, MemberSummary } from "./apply-task.js";
import { chooseChanges } from "./choose-changes.js";
import { LiveView } from "./live-view.js";
import { prove } from "./prove.js";
import { remembered, saysTheSame } from "./remembered.js";
import { replannedAt } from "./replanned.js";
import { findUncertain } from "./resume.js";
import { sendChanges } from "./send-changes.js";
import { undoRun } from "./undo-run.js";
import {
  appliedVerdict,
  faultVerdict,
  refusedVerdict,
  stopVerdict,
  unequalVerdict,
  unverifiedCode,
  unverifiedVerdict,
  type Verdict,
  verdict,
} from "./verdict.js";
import { listPatiently, patiently, stopped, type Tell, type WorkPlace } from "./work-place.js";

/** A listing as old as this is not made again, where compare-and-swap guards what it is used for. */
const freshMs = 60_000;

/** After these, what was done so far is neither verified nor put back. */
const openOutcomes: ReadonlySet<MemberOutcome> = new Set(["unverified", "failed", "refused"]);

/** What the members of one run share. */
export interface RunTools extends Omit<ApplyTask, "signal" | "members"> {
  readonly signal: AbortSignal;
  readonly giveUp: AbortSignal;
}

export class MemberRun {
  readonly place: Place;
  readonly part: PlanPart;
  readonly member: Member;
  verdict: Verdict | null = null;
  private readonly tools: RunTools;
  private readonly tell: Tell;
  private readonly live = new LiveView();
  private readonly beganAtMs: number;
  private readonly setAside: { changeId: string; reason: string }[] = [];
  private journal: MemberJournal | null = null;
  private at: WorkPlace | null = null;
  private translation: Translation | null = null;
  private report: VerifyReport | null = null;

  constructor(part: PlanPart, member: Member, tools: RunTools) {
    this.part = part;
    this.member = member;
    this.tools = tools;
    this.place = { apex: part.apex, provider: part.provider };
    this.tell = (event) => tools.onEvent?.({ atMs: tools.clock.nowMs(), ...this.place, ...event });
    this.beganAtMs = tools.clock.nowMs();
  }

  get outcome(): MemberOutcome | null {
    return this.verdict?.outcome ?? null;
  }

  /** Whether there is something of this roll-out that could be put back. */
  get hasDone(): boolean {
    return this.journal?.state.hasDone ?? false;
  }

  /** Verification found its nameservers to serve something else. */
  get isUnequal(): boolean {
    return this.report?.outcome === "unequal";
  }

  /** Never rejects: whatever happens is the verdict. */
  async run(): Promise<void> {
    const { part, tools } = this;
    this.verdict = await this.within(async () => {
      if (await this.isNothingToDo()) return verdict("unchanged", "nothing to do");
      if (part.refusals.length > 0 && !tools.replan) return refusedVerdict(part.refusals);
      const at = await this.takePlace();
      return "outcome" in at ? at : this.apply(at);
    });
  }

  /** Puts back what this roll-out did, and verifies that. Never rejects. */
  async undo(reason: string): Promise<void> {
    const { at } = this;
    if (at === null || !this.hasDone) return;
    this.verdict = await this.within(async () => {
      const undone = await undoRun(at, reason, this.live, this.tools.verifier);
      this.report = undone.report ?? this.report;
      return undone.verdict;
    });
  }

  skip(message: string, hint: string): void {
    this.verdict = verdict("skipped", message, hint);
  }

  /** Ends the journal, if there is no need of it any more, and lets others in. Never rejects. */
  async finish(): Promise<MemberSummary> {
    const applied = this.journal?.state.done.length ?? 0;
    this.verdict = await this.within(async () => {
      await this.keep();
      return this.verdict ?? stopVerdict(stopped);
    });
    this.journal?.close();
    const { part, setAside, report } = this;
    const { outcome, message } = this.verdict;
    this.tell({ kind: "end", outcome, message });
    const tookMs = this.tools.clock.nowMs() - this.beganAtMs;
    const facts = { ...this.place, stage: part.stage, applied, setAside, report, tookMs };
    return { ...facts, ...this.verdict };
  }

  private async isNothingToDo(): Promise<boolean> {
    const { part, tools } = this;
    if (part.changes.length > 0 || part.held.length > 0 || part.refusals.length > 0) return false;
    return !(await tools.memory.isUnfinished(part.apex, part.provider));
  }

  private async takePlace(): Promise<WorkPlace | Verdict> {
    const { part, tools, member, place, tell } = this;
    const { clock, random, signal, giveUp } = tools;
    const journal = await tools.memory.openJournal(part.apex, part.provider, clock.nowMs());
    if ("heldBy" in journal) {
      const message = `process ${journal.heldBy} is applying ${part.apex} at ${part.provider}`;
      return verdict("failed", message, "wait until it is done");
    }
    this.journal = journal;
    const around = { place, member, clock, random, signal, giveUp, tell };
    const zone = await patiently(around, () => this.findZone());
    if (zone === null) {
      const message = `${part.provider} has no zone ${part.apex}`;
      return verdict("failed", message, "make it there, then plan again");
    }
    this.at = { ...around, zone, journal };
    return this.at;
  }

  private async findZone(): Promise<ProviderZone | null> {
    const { provider, desired } = this.member;
    const found = await provider.find(desired.apex, this.tools.signal);
    if (found !== null || this.part.zone !== null || !provider.capabilities.createsZones) {
      return found;
    }
    return provider.create(desired.apex, this.tools.giveUp);
  }

  private async apply(at: WorkPlace): Promise<Verdict> {
    const { part, tools, member } = this;
    const { journal, clock } = at;
    const isResumed = journal.state.plan === tools.plan.hash;
    const live = this.justListed(at) ?? (await listPatiently(at));
    await findUncertain(at, live);
    this.live.see(live);
    const { allowances, replan } = tools;
    const last = await journal.lastApplied();
    const task = { nowMs: clock.nowMs(), allowances };
    const fresh = planMember(member, at.zone, live, last, task);
    this.translation = fresh.basis.translation;
    const comparison = member.provider.capabilities;
    const { apex } = member.desired;
    const everyFlag = { ...task, allowances: { codes: new Set(liftableCodes) } };
    const lifted = (from: "live" | "nothing") =>
      from === "live"
        ? planMember(member, at.zone, live, last, everyFlag)
        : planMember(member, null, emptySnapshot(task.nowMs), last, everyFlag);
    const now = { apex, fresh, lifted, live, comparison };
    const choice = chooseChanges({ part, ...now, isResumed, replan });
    if (choice.kind !== "send") return choice.verdict;
    const { changes } = choice;
    const batches = member.provider.pack(changes, at.zone).length;
    this.tell({ kind: "begin", changes: changes.length, batches });
    const { serial } = fresh.part;
    await journal.append({ kind: "begin", atMs: clock.nowMs(), plan: tools.plan.hash, serial });
    const sent = await sendChanges(at, changes, live.listedAtMs, replannedAt(at, allowances));
    if (sent.live !== null) this.live.see(sent.live);
    this.live.change(sent.committed);
    for (const { change, reason } of sent.setAside)
      this.setAside.push({ changeId: change.id, reason });
    return sent.stop === null ? this.proved(at) : stopVerdict(sent.stop);
  }

  /**
   * The listing that the plan was made from, if that was just now, and the provider itself refuses
   * what somebody else has changed since. A large zone takes hundreds of calls to list.
   */
  private justListed({ member, journal, clock }: WorkPlace): Snapshot | null {
    const { part, tools } = this;
    const snapshot = tools.bases?.get(memberKey(part.apex, part.provider))?.snapshot;
    if (snapshot === undefined || part.zone === null || journal.state.hasDone) return null;
    if (member.provider.capabilities.compareAndSwap === "none") return null;
    return clock.nowMs() - snapshot.listedAtMs <= freshMs ? snapshot : null;
  }

  /** Of all that this roll-out did, with what an earlier run of it did before. */
  private async proved(at: WorkPlace): Promise<Verdict> {
    const { tools, setAside, part } = this;
    const { done, isVerified } = at.journal.state;
    const applied = () => appliedVerdict(done.length, setAside, part.held);
    if (done.length === 0 || isVerified) return applied();
    const report = await prove(at, done, this.live, tools.verifier);
    if (!("matched" in report)) return report;
    this.report = report;
    if (report.outcome === "unequal") return unequalVerdict(report);
    if (report.outcome === "unknown" && !tools.allowances.codes.has(unverifiedCode)) {
      return unverifiedVerdict(report);
    }
    await at.journal.append({ kind: "verified" });
    return applied();
  }

  private async keep(): Promise<void> {
    const { journal, at, translation, outcome, tools, place } = this;
    if (journal === null) return this.keepUnchanged();
    // What is not over is gone on with by the next run.
    const isOpen = outcome === null || openOutcomes.has(outcome);
    if (isOpen && this.hasDone) return;
    if (translation === null || at === null || isOpen) return journal.end(null);
    const next = this.remember(await journal.lastApplied(), translation, at.zone);
    const kept = await tools.memory.lastApplied(place.apex, place.provider);
    await journal.end(!this.hasDone && saysTheSame(kept, next) ? null : next);
  }

  /** What is equal is taken in although nothing was to be done. */
  private async keepUnchanged(): Promise<void> {
    const { part, tools, place } = this;
    const basis = tools.bases?.get(memberKey(part.apex, part.provider));
    if (basis === undefined || this.outcome !== "unchanged" || part.zone === null) return;
    this.live.see(basis.snapshot);
    const last = await tools.memory.lastApplied(place.apex, place.provider);
    const next = this.remember(last, basis.translation, part.zone);
    if (saysTheSame(last, next)) return;
    await tools.memory.keepLastApplied(place.apex, place.provider, next);
  }

  private remember(
    last: LastApplied | null,
    translation: Translation,
    { id }: ProviderZone,
  ): LastApplied {
    const isUndone = this.outcome === "undone";
    return remembered({
      last,
      translation,
      serial: isUndone ? (last?.serial ?? 0) : this.member.desired.serial,
      live: this.live,
      comparison: this.member.provider.capabilities,
      nowMs: this.tools.clock.nowMs(),
      zoneId: id,
    });
  }

  private async within(work: () => Promise<Verdict>): Promise<Verdict> {
    try {
      return await work();
    } catch (error) {
      return faultVerdict(error, this.tools.signal.aborted);
    }
  }
}
