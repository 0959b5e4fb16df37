/**
 * One zone at one provider, on its way through a roll-out:
 *
 *   take the journal → list → what an earlier run left → is the plan stale? → send → settle → verify
 *                                                                    later, perhaps: undo → finish
 */
import type { Change } from "../contract/change.js";
import type { MemberOutcome, Place } from "../contract/events.js";
import { ProviderFault } from "../contract/fault.js";
import type { Member } from "../contract/member.js";
import type { PlanPart } from "../contract/plan.js";
import type { ProviderZone, Snapshot, Translation } from "../contract/provider.js";
import type { VerifyReport } from "../contract/verification.js";
import type { MemberJournal } from "../journal/file-memory.js";
import { memberKey } from "../plan/make-plan.js";
import { planMember } from "../plan/plan-member.js";
import type { Rrset } from "../rrset/rrset.js";
import type { ApplyTask, MemberSummary } from "./apply-task.js";
import { chooseChanges } from "./choose-changes.js";
import { classify } from "./classify.js";
import { remembered, saysTheSame, withChanges } from "./remembered.js";
import { findUncertain } from "./resume.js";
import { type Replan, type SendResult, sendChanges } from "./send-changes.js";
import { settle } from "./settle.js";
import { listPatiently, patiently, stopped, type Tell, type WorkPlace } from "./work-place.js";

/** What the members of one run share. */
export interface RunTools extends Omit<ApplyTask, "signal" | "members"> {
  readonly signal: AbortSignal;
  readonly giveUp: AbortSignal;
}

interface Verdict {
  readonly outcome: MemberOutcome;
  readonly message: string;
  readonly hint: string;
}

export class MemberRun {
  readonly place: Place;
  readonly part: PlanPart;
  readonly member: Member;
  verdict: Verdict | null = null;
  private readonly tools: RunTools;
  private readonly tell: Tell;
  private journal: MemberJournal | null = null;
  private at: WorkPlace | null = null;
  private translation: Translation | null = null;
  private live: ReadonlyMap<string, Rrset> = new Map();
  private settings: Snapshot["settings"] = {};
  private setAside: { changeId: string; reason: string }[] = [];
  private report: VerifyReport | null = null;
  private readonly beganAtMs: number;

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
    const state = this.journal?.state;
    return state !== undefined && (state.done.length > 0 || state.uncertain.length > 0);
  }

  /** Never rejects: whatever happens is the verdict. */
  async run(): Promise<void> {
    await this.within(async () => {
      if (await this.isNothingToDo()) return this.end("unchanged", "nothing to do");
      if (this.part.refusals.length > 0 && !this.tools.replan) return this.endRefused();
      const at = await this.takePlace();
      if (at !== null) await this.apply(at);
    });
  }

  /** Puts back what this roll-out did, and verifies that. Never rejects. */
  async undo(reason: string): Promise<void> {
    const { at, journal } = this;
    if (at === null || journal === null || !this.hasDone) return;
    await this.within(async () => {
      this.tell({ kind: "undo", reason });
      await journal.append({ kind: "undo", atMs: this.tools.clock.nowMs(), reason });
      const live = await listPatiently(at);
      await findUncertain(at, live);
      const done = journal.state.done;
      const { foreign } = classify(done, live, this.member.provider.capabilities);
      const back: Replan = async (changes, now) => ({
        changes: this.member.provider
          .undo(journal.state.done, now)
          .filter(({ id }) => changes.some((change) => change.id === id)),
        held: [],
      });
      const changes = this.member.provider.undo(done, live);
      this.see(live);
      const result = await sendChanges(at, changes, back);
      this.note(result);
      if (result.stop !== null) {
        const { message, hint } = result.stop;
        return this.end("failed", `${reason}; not all could be put back: ${message}`, hint);
      }
      await this.verifyUndone(at, reason, changes, foreign.length);
    });
  }

  /** Ends the journal, if there is no need of it any more, and lets others in. */
  async finish(): Promise<MemberSummary> {
    await this.within(() => this.keep());
    this.journal?.close();
    const { outcome, message, hint } = this.verdict ?? {
      outcome: "skipped" as const,
      ...stopped,
    };
    this.tell({ kind: "end", outcome, message });
    const { part, setAside, report } = this;
    return {
      ...this.place,
      stage: part.stage,
      outcome,
      message,
      hint,
      applied: this.applied,
      setAside,
      report,
      tookMs: this.tools.clock.nowMs() - this.beganAtMs,
    };
  }

  private applied = 0;

  skip(message: string, hint: string): void {
    this.end("skipped", message, hint);
  }

  private async isNothingToDo(): Promise<boolean> {
    const { part, tools } = this;
    if (part.changes.length > 0 || part.held.length > 0 || part.refusals.length > 0) return false;
    return !(await tools.memory.isUnfinished(part.apex, part.provider));
  }

  private async takePlace(): Promise<WorkPlace | null> {
    const { part, tools, member, tell } = this;
    const { clock, random, signal, giveUp } = tools;
    const journal = await tools.memory.openJournal(part.apex, part.provider, clock.nowMs());
    if ("heldBy" in journal) {
      const message = `another run (process ${journal.heldBy}) is applying ${part.apex} at ${part.provider}`;
      this.end("failed", message, "wait until it is done");
      return null;
    }
    this.journal = journal;
    const around = { place: this.place, member, clock, random, signal, giveUp, tell };
    const zone = await patiently(around, () => this.findZone());
    if (zone === null) return null;
    this.at = { ...around, zone, journal };
    return this.at;
  }

  private async findZone(): Promise<ProviderZone | null> {
    const { provider, desired } = this.member;
    const found = await provider.find(desired.apex, this.tools.signal);
    if (found !== null) return found;
    if (this.part.zone === null && provider.capabilities.createsZones) {
      return provider.create(desired.apex, this.tools.giveUp);
    }
    const message = `${provider.name} has no zone ${this.part.apex}`;
    this.end("failed", message, "make it there, then plan again");
    return null;
  }

  private async apply(at: WorkPlace): Promise<void> {
    const { part, tools, member } = this;
    const { journal, clock } = at;
    const isResumed = journal.state.plan === tools.plan.hash;
    const live = await listPatiently(at);
    await findUncertain(at, live);
    const last = await journal.lastApplied();
    const { allowances, replan } = tools;
    const task = { nowMs: clock.nowMs(), allowances };
    const fresh = planMember(member, at.zone, live, last, task);
    this.translation = fresh.basis.translation;
    this.see(live);
    const comparison = member.provider.capabilities;
    const choice = chooseChanges({ part, fresh, live, comparison, isResumed, replan });
    if (choice.kind !== "send") {
      const outcome = choice.kind === "refused" ? "refused" : "failed";
      return this.end(outcome, choice.message, choice.hint);
    }
    const { changes } = choice;
    const batches = member.provider.pack(changes, at.zone).length;
    this.tell({ kind: "begin", changes: changes.length, batches });
    const { serial } = fresh.part;
    await journal.append({ kind: "begin", atMs: clock.nowMs(), plan: tools.plan.hash, serial });
    const result = await sendChanges(at, changes, this.replanned());
    this.note(result);
    this.applied = journal.state.done.length;
    if (result.stop !== null) {
      const { message, hint, isRefusal = false } = result.stop;
      return this.end(isRefusal ? "refused" : "failed", message, hint);
    }
    await this.prove(at);
  }

  /** Settles and verifies what this roll-out did, with what an earlier run of it did before. */
  private async prove(at: WorkPlace): Promise<void> {
    const { journal } = at;
    const { done, isVerified } = journal.state;
    if (done.length === 0 || isVerified) return this.endApplied();
    if (!(await this.settled(at))) return;
    const report = await this.verified(at, done);
    if (at.signal.aborted) return this.end("failed", stopped.message, stopped.hint);
    if (report.outcome === "unequal") {
      const message = `${this.wrong(report)} of ${this.place.provider} do not serve what was applied`;
      return this.end("failed", message, "see the findings of the verification");
    }
    if (report.outcome === "unknown" && !this.tools.allowances.codes.has("unverified")) {
      return this.end(
        "unverified",
        `applied, but not every nameserver of ${this.place.provider} could be asked whether it serves it`,
        "once they can be asked, apply again verifies and goes on; --allow unverified goes on without",
      );
    }
    await journal.append({ kind: "verified" });
    this.endApplied();
  }

  /** Verification found this member's nameservers to serve something else. */
  get isUnequal(): boolean {
    return this.report?.outcome === "unequal" && this.outcome === "failed";
  }

  private async settled(at: WorkPlace): Promise<boolean> {
    if (await settle(at, at.journal.state.receipts)) {
      await at.journal.append({ kind: "settled" });
      return true;
    }
    if (at.signal.aborted) this.end("failed", stopped.message, stopped.hint);
    else {
      const message = `${this.place.provider} took the changes, but does not say that its nameservers have them`;
      this.end("unverified", message, "apply again looks anew, and goes on if they have");
    }
    return false;
  }

  private async verified(at: WorkPlace, changes: readonly Change[]): Promise<VerifyReport> {
    const { zone, member, signal } = at;
    const report = await this.tools.verifier({
      provider: member.provider,
      zone,
      changes,
      served: [...this.live.values()],
      policy: member.policy.verify,
      signal,
      onProgress: (asked, matched) => this.tell({ kind: "verifying", asked, matched }),
    });
    this.report = report;
    this.tell({ kind: "verified", report });
    return report;
  }

  private async verifyUndone(
    at: WorkPlace,
    reason: string,
    changes: readonly Change[],
    left: number,
  ): Promise<void> {
    this.applied = at.journal.state.done.length;
    const kept =
      left === 0 ? "" : `; ${left} left, since somebody else has changed them in the meantime`;
    const hint = left === 0 ? "" : "compare them with: fivenines sync plan";
    const message = `put back (${reason})${kept}`;
    if (changes.length === 0) return this.end("undone", message, hint);
    if (!(await this.settled(at))) return;
    const report = await this.verified(at, changes);
    if (report.outcome === "equal") {
      await at.journal.append({ kind: "verified" });
      return this.end("undone", message, hint);
    }
    const doubt = `${message}; but ${this.wrong(report)} of ${this.place.provider} do not say so`;
    this.end("failed", doubt, "run `fivenines sync verify` until they do");
  }

  private wrong({ findings, nameservers }: VerifyReport): string {
    const bad = new Set(findings.map(({ nameserver }) => nameserver.name));
    return `${bad.size} of ${nameservers.length} nameservers`;
  }

  /** Of owners that somebody else changed in the meantime: what a plan made now says. */
  private replanned(): Replan {
    return async (changes, live) => {
      const { member, tools, journal, at } = this;
      const last = await journal!.lastApplied();
      const task = { nowMs: tools.clock.nowMs(), allowances: tools.allowances };
      const { part } = planMember(member, at!.zone, live, last, task);
      return concerned(part, changes);
    };
  }

  private see(live: Snapshot): void {
    this.live = withChanges(live.rrsets, []);
    this.settings = live.settings;
  }

  private note({ committed, live, setAside }: SendResult): void {
    if (live !== null) this.see(live);
    this.live = withChanges([...this.live.values()], committed);
    for (const change of committed) {
      if (change.kind === "setting")
        this.settings = { ...this.settings, [change.name]: change.after };
    }
    this.setAside.push(...setAside.map(({ change, reason }) => ({ changeId: change.id, reason })));
  }

  private async keep(): Promise<void> {
    const { journal, translation, outcome, tools } = this;
    if (journal === null) return this.keepUnchanged();
    // What is not over is gone on with by the next run.
    const isOpen = outcome === "unverified" || outcome === "failed";
    if (outcome === null || (isOpen && this.hasDone)) return;
    const isNothing = !this.hasDone && (isOpen || outcome === "refused");
    if (translation === null || isNothing) return journal.end(null);
    const { apex, provider } = this.place;
    const next = this.rememberedNow(await journal.lastApplied(), translation, outcome === "undone");
    const kept = await tools.memory.lastApplied(apex, provider);
    await journal.end(!this.hasDone && saysTheSame(kept, next) ? null : next);
  }

  /** Equal RRsets are taken in although nothing was to be done. */
  private async keepUnchanged(): Promise<void> {
    const { part, tools } = this;
    const basis = tools.bases?.get(memberKey(part.apex, part.provider));
    if (basis === undefined || this.outcome !== "unchanged" || part.zone === null) return;
    this.see(basis.snapshot);
    const last = await tools.memory.lastApplied(part.apex, part.provider);
    const next = this.rememberedNow(last, basis.translation, false);
    if (!saysTheSame(last, next))
      await tools.memory.keepLastApplied(part.apex, part.provider, next);
  }

  private rememberedNow(
    last: Parameters<typeof remembered>[0]["last"],
    translation: Translation,
    isUndone: boolean,
  ) {
    return remembered({
      last,
      translation,
      serial: isUndone ? (last?.serial ?? 0) : this.member.desired.serial,
      live: this.live,
      settings: this.settings,
      comparison: this.member.provider.capabilities,
      nowMs: this.tools.clock.nowMs(),
    });
  }

  private endApplied(): void {
    const { setAside, part, applied } = this;
    const count = applied === 1 ? "1 change" : `${applied} changes`;
    const reasons = [
      ...setAside.map(({ reason }) => reason),
      ...part.held.map(({ refusal }) => refusal.message),
    ];
    const [first] = reasons;
    if (first === undefined) {
      this.end(applied === 0 ? "unchanged" : "done", `${count} applied and verified`);
    } else {
      const message = `${count} applied, ${reasons.length} held or set aside: ${first}`;
      this.end("partly", message, part.held[0]?.refusal.lift);
    }
  }

  private endRefused(): void {
    const { refusals } = this.part;
    const message = refusals.map(({ code, message }) => `${message} [${code}]`).join("; ");
    this.end(
      "refused",
      message,
      refusals
        .map(({ lift }) => lift)
        .join(" ")
        .trim(),
    );
  }

  private end(outcome: MemberOutcome, message: string, hint = ""): void {
    this.verdict = { outcome, message, hint };
  }

  private async within(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (this.tools.signal.aborted) this.end("failed", stopped.message, stopped.hint);
      else if (error instanceof ProviderFault) this.end("failed", error.message, error.hint);
      else this.end("failed", error instanceof Error ? error.message : String(error));
    }
  }
}

/** Of a plan, what concerns the owners of these changes. */
function concerned(part: PlanPart, changes: readonly Change[]): Awaited<ReturnType<Replan>> {
  const keys = new Set(changes.map(ownerOf));
  return {
    changes: part.changes.map(({ change }) => change).filter((one) => keys.has(ownerOf(one))),
    held: part.held
      .filter(({ change }) => keys.has(ownerOf(change)))
      .map(({ change, refusal }) => ({ change, reason: refusal.message })),
  };
}

function ownerOf(change: Change): string {
  if (change.kind === "setting" || change.kind === "resource")
    return `${change.kind} ${change.name}`;
  return Buffer.from((change.after ?? change.before).owner).toString("latin1");
}
