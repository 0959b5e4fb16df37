/** What `fivenines sync apply` does. */
import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { applyPlan } from "../provider/apply/apply-plan.js";
import type { ApplySummary } from "../provider/apply/apply-task.js";
import type { Allowances } from "../provider/contract/member.js";
import type { SyncPlan } from "../provider/contract/plan.js";
import { openMemory } from "../provider/journal/file-memory.js";
import type { MadePlan } from "../provider/plan/make-plan.js";
import { checkPlanSize, PlanFileFault, readPlan } from "../provider/plan/plan-file.js";
import { hasChanges } from "../provider/plan/plan-summary.js";
import { openVerifier } from "../provider/verify/verify-changes.js";
import { stopSignal } from "./stop-signal.js";
import { CommandFailure, exitCode, type Surroundings } from "./surroundings.js";
import { ApplyTeller } from "./sync-apply-teller.js";
import { realClock } from "./sync-clock.js";
import type { ApplyFlags } from "./sync-flags.js";
import { openJob, type SyncJob } from "./sync-job.js";
import { allowancesOf, planJob, printPlan } from "./sync-plan.js";
import { wantedParts } from "./sync-wanted-parts.js";
import { askPort, fractions } from "./sync-world.js";

export async function runSyncApply(flags: ApplyFlags, around: Surroundings): Promise<number> {
  const allowances = allowancesOf(flags.allow);
  const stored = flags.plan === undefined ? undefined : storedPlan(flags.plan, around);
  const job = await openJob(flags, around);
  try {
    const made = stored ?? (await planJob(job, allowances, around));
    const plan = wantedParts(made.plan, flags);
    // Who is not a person reads events.
    const format = flags.format ?? (around.isTerminal ? "text" : "json");
    if (format === "text") await printPlan(plan, "text", around);
    if (hasChanges(plan) && flags.yes !== true && !(await isConfirmed(around))) {
      throw new CommandFailure("nothing was changed: --yes applies without asking");
    }
    const summary = await apply({ ...made, plan }, job, { ...flags, format }, allowances, around);
    return summary.isComplete && job.faults === 0 ? exitCode.success : exitCode.failure;
  } finally {
    await job.close();
  }
}

async function apply(
  { plan, bases }: Partial<Pick<MadePlan, "bases">> & Pick<MadePlan, "plan">,
  job: SyncJob,
  flags: ApplyFlags & { readonly format: "text" | "json" },
  allowances: Allowances,
  around: Surroundings,
): Promise<ApplySummary> {
  const signal = stopSignal(around, () =>
    around.complain("fivenines: stopping; what is under way is finished first\n"),
  );
  const memory = openMemory(job.memoryFolder);
  const teller = new ApplyTeller(plan, flags.format, around);
  teller.begin(plan);
  const summary = await applyPlan({
    plan,
    members: job.members,
    memory,
    clock: realClock,
    random: fractions(around),
    allowances,
    replan: flags.replan === true,
    verifier: openVerifier({ port: askPort(around), clock: realClock }),
    ...(bases === undefined ? {} : { bases }),
    signal,
    onEvent: (event) => teller.tell(event),
  });
  teller.end(summary);
  for (const { message } of memory.diagnostics) around.complain(`fivenines: ${message}\n`);
  return summary;
}

function storedPlan(file: string, { workingFolder }: Surroundings): { plan: SyncPlan } {
  const path = resolve(workingFolder, file);
  try {
    checkPlanSize(statSync(path).size);
    return { plan: readPlan(readFileSync(path, "utf8")) };
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : String(fault);
    const hint = fault instanceof PlanFileFault ? ` (${fault.hint})` : "";
    throw new CommandFailure(`--plan ${file}: ${reason}${hint}`);
  }
}

async function isConfirmed(around: Surroundings): Promise<boolean> {
  const answer = await around.ask("Apply this plan? Type yes: ");
  return answer?.trim().toLowerCase() === "yes";
}
