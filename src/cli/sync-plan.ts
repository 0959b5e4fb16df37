/** What `fivenines sync plan` does. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { unverifiedCode } from "../provider/apply/verdict.js";
import type { Allowances } from "../provider/contract/member.js";
import type { SyncPlan } from "../provider/contract/plan.js";
import { openMemory } from "../provider/journal/file-memory.js";
import { type MadePlan, makePlan, memberKey } from "../provider/plan/make-plan.js";
import { writePlan } from "../provider/plan/plan-file.js";
import { isToChange } from "../provider/plan/plan-summary.js";
import { liftableCodes } from "../provider/plan/refusals/gates.js";
import { suggest } from "../schema/suggestion.js";
import { isColored } from "./color.js";
import { Progress } from "./progress.js";
import { CommandFailure, exitCode, type Surroundings } from "./surroundings.js";
import { realClock } from "./sync-clock.js";
import type { PlanFlags } from "./sync-flags.js";
import { openJob, type SyncJob } from "./sync-job.js";

export async function runSyncPlan(flags: PlanFlags, around: Surroundings): Promise<number> {
  const allowances = allowancesOf(flags.allow);
  const job = await openJob(flags, around);
  try {
    const { plan } = await planJob(job, allowances, around);
    if (flags.out !== undefined) keepPlan(plan, flags.out, around);
    await printPlan(plan, flags.format ?? "text", around);
    if (job.faults > 0 || plan.unreachable.length > 0) return exitCode.failure;
    return flags.exitCode === true && isToChange(plan) ? exitCode.usage : exitCode.success;
  } finally {
    await job.close();
  }
}

/** Plans every member of the job, with progress on a terminal. */
export async function planJob(
  job: SyncJob,
  allowances: Allowances,
  around: Surroundings,
): Promise<MadePlan> {
  const memory = openMemory(job.memoryFolder);
  const progress = new Progress("listed", job.members.length, around, "zones at providers");
  const seen = new Set<string>();
  const made = await makePlan(job.members, memory, {
    clock: realClock,
    allowances,
    onProgress: ({ apex, provider, isPlanned }) => {
      const key = memberKey(apex, provider);
      if (!isPlanned || seen.has(key)) return;
      seen.add(key);
      progress.advance();
    },
  });
  progress.clear();
  for (const { message } of memory.diagnostics) around.complain(`fivenines: ${message}\n`);
  return made;
}

export async function printPlan(
  plan: SyncPlan,
  format: "text" | "json" | "markdown",
  around: Surroundings,
): Promise<void> {
  if (format === "json") {
    around.print(writePlan(plan));
  } else if (format === "markdown") {
    const { formatPlanMarkdown } = await import("../provider/plan/format-markdown.js");
    around.print(formatPlanMarkdown(plan));
  } else {
    const { formatPlanText } = await import("../provider/plan/format-text.js");
    for (const piece of formatPlanText(plan, isColored("auto", around))) around.print(piece);
  }
}

/** Refusals of plans, and that of a roll-out to go on unverified. */
const allowed = [...liftableCodes, unverifiedCode];

export function allowancesOf(codes: readonly string[] | undefined): Allowances {
  for (const code of codes ?? []) {
    if (allowed.includes(code)) continue;
    const meant = suggest(code, allowed);
    const hint = meant === undefined ? `one of ${allowed.join(", ")}` : `did you mean ${meant}?`;
    throw new CommandFailure(`--allow: no refusal is called ${code}; ${hint}`);
  }
  return { codes: new Set(codes ?? []) };
}

function keepPlan(plan: SyncPlan, file: string, { workingFolder }: Surroundings): void {
  try {
    writeFileSync(resolve(workingFolder, file), writePlan(plan), { mode: 0o600 });
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : String(fault);
    throw new CommandFailure(`--out: cannot write the plan: ${reason}`);
  }
}
