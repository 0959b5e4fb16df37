/**
 * Rolls a plan out: the members of a stage at the same time, one stage after the other, and each
 * zone on its own. A zone whose nameservers do not serve what was applied is put back at all
 * providers that have it by then, last stage first.
 */
import { setMaxListeners } from "node:events";
import { nameToText } from "../../dns/name-text.js";
import type { Member } from "../contract/member.js";
import { memberKey } from "../plan/make-plan.js";
import type { ApplySummary, ApplyTask, MemberSummary } from "./apply-task.js";
import { MemberRun, type RunTools } from "./member-run.js";
import { stopped } from "./work-place.js";

/** Zones of one provider that are worked on at once; its desk paces the calls. */
const zonesAtOnce = 8;
/** After a run was told to stop, how long a batch under way may go on. */
const graceMs = 10_000;

/** Never rejects for what happens at one provider: that is in the summary. */
export async function applyPlan(task: ApplyTask): Promise<ApplySummary> {
  const giveUp = new AbortController();
  const signal = task.signal ?? new AbortController().signal;
  const over = new AbortController();
  const end = () => void task.clock.wait(graceMs, over.signal).then(() => giveUp.abort());
  // A daemon has one signal for all its runs.
  signal.addEventListener("abort", end, { signal: over.signal });
  // As many zones wait at once as there are: that is no leak.
  setMaxListeners(0, signal, giveUp.signal);
  const rollOut = new RollOut(task, { ...task, signal, giveUp: giveUp.signal });
  try {
    return await rollOut.run();
  } finally {
    over.abort();
  }
}

class RollOut {
  private readonly task: ApplyTask;
  private readonly tools: RunTools;
  private readonly runs: readonly MemberRun[];
  private readonly absent: readonly MemberSummary[];
  /** Zones that go no further, with the reason. */
  private readonly stops = new Map<string, { message: string; hint: string }>();

  constructor(task: ApplyTask, tools: RunTools) {
    this.task = task;
    this.tools = tools;
    const members = new Map(task.members.map((member) => [keyOf(member), member]));
    const runs: MemberRun[] = [];
    const absent: MemberSummary[] = [];
    for (const part of task.plan.parts) {
      const member = members.get(memberKey(part.apex, part.provider));
      if (member !== undefined) runs.push(new MemberRun(part, member, tools));
      else {
        const message = `nothing is known of ${part.apex} at ${part.provider}: the configuration sends it elsewhere, or its zone file has errors`;
        absent.push(failed(part.apex, part.provider, part.stage, message, "make a new plan"));
      }
    }
    for (const { apex, provider, reason, hint } of task.plan.unreachable) {
      const stage = members.get(memberKey(apex, provider))?.policy.stage ?? 0;
      absent.push(failed(apex, provider, stage, reason, hint));
    }
    this.runs = runs;
    this.absent = absent;
  }

  async run(): Promise<ApplySummary> {
    const stages = [...new Set(this.runs.map(({ part }) => part.stage))].sort((a, b) => a - b);
    for (const [i, stage] of stages.entries()) {
      await this.runStage(stage);
      if (i + 1 < stages.length) await this.soak(stage);
    }
    const members = await Promise.all(this.runs.map((run) => run.finish()));
    const all = [...members, ...this.absent];
    const isComplete = all.every(({ outcome }) => outcome === "done" || outcome === "unchanged");
    return { members: all, isComplete };
  }

  private async runStage(stage: number): Promise<void> {
    const active: MemberRun[] = [];
    for (const run of this.runs.filter(({ part }) => part.stage === stage)) {
      const stop = this.tools.signal.aborted ? stopped : this.stops.get(run.place.apex);
      if (stop === undefined) active.push(run);
      else run.skip(stop.message, stop.hint);
    }
    if (active.length === 0) return;
    const providers = [...new Set(active.map(({ place }) => place.provider))];
    this.task.onEvent?.({ atMs: this.task.clock.nowMs(), kind: "stage", stage, providers });
    await byProvider(active, (run) => run.run());
    const zones = [...new Set(active.map(({ place }) => place.apex))];
    await Promise.all(zones.map((apex) => this.judge(apex, stage, active)));
  }

  /** After a stage: whether the zone goes on to the next. */
  private async judge(apex: string, stage: number, active: readonly MemberRun[]): Promise<void> {
    const own = active.filter(({ place }) => place.apex === apex);
    const unequal = own.find(({ isUnequal }) => isUnequal);
    if (unequal !== undefined) {
      const reason = unequal.verdict?.message ?? "";
      this.stops.set(apex, { message: `an earlier stage failed: ${reason}`, hint: "" });
      await this.putBack(apex, stage, reason);
      return;
    }
    const unverified = own.find(({ outcome }) => outcome === "unverified");
    if (unverified !== undefined) {
      const message = `${unverified.place.provider}, in an earlier stage, is not verified`;
      this.stops.set(apex, { message, hint: unverified.verdict?.hint ?? "" });
      return;
    }
    // One provider's outage stops none of the others: the next stage is then the first to be
    // verified. What was refused for a reason waits for a person everywhere.
    if (own.every(({ outcome }) => outcome === "refused")) {
      const first = own[0]?.verdict;
      const message = `an earlier stage was refused: ${first?.message ?? ""}`;
      this.stops.set(apex, { message, hint: first?.hint ?? "" });
    }
  }

  /** Puts a zone back everywhere, last stage first, what was unequal included. */
  private async putBack(apex: string, stage: number, reason: string): Promise<void> {
    const done = this.runs.filter(({ place, part }) => place.apex === apex && part.stage <= stage);
    const stages = [...new Set(done.map(({ part }) => part.stage))].sort((a, b) => b - a);
    for (const one of stages) {
      const runs = done.filter(({ part, hasDone }) => part.stage === one && hasDone);
      await Promise.all(runs.map((run) => run.undo(reason)));
    }
  }

  private async soak(stage: number): Promise<void> {
    const done = this.runs.filter(({ part, hasDone }) => part.stage === stage && hasDone);
    const ms = Math.max(0, ...done.map(({ member }) => member.policy.soakMs));
    if (ms > 0) await this.task.clock.wait(ms, this.tools.signal);
  }
}

/** Providers at the same time, and of each some zones at once. */
async function byProvider(runs: readonly MemberRun[], work: (run: MemberRun) => Promise<void>) {
  const queues = new Map<string, MemberRun[]>();
  for (const run of runs) {
    const queue = queues.get(run.place.provider);
    if (queue === undefined) queues.set(run.place.provider, [run]);
    else queue.push(run);
  }
  const workers = [...queues.values()].flatMap((queue) =>
    Array.from({ length: Math.min(zonesAtOnce, queue.length) }, async () => {
      for (let run = queue.shift(); run !== undefined; run = queue.shift()) await work(run);
    }),
  );
  await Promise.all(workers);
}

function keyOf({ desired, provider }: Member): string {
  return memberKey(nameToText(desired.apex), provider.name);
}

function failed(
  apex: string,
  provider: string,
  stage: number,
  message: string,
  hint: string,
): MemberSummary {
  const nothing = { applied: 0, setAside: [], report: null, tookMs: 0 };
  return { apex, provider, stage, outcome: "failed", message, hint, ...nothing };
}
