/** One push of driven RRsets to one provider: a plan of its own, applied and verified. */
import { nameToText } from "../../dns/name-text.js";
import { applyPlan } from "../apply/apply-plan.js";
import type { Clock } from "../contract/clock.js";
import type { Allowances, Member } from "../contract/member.js";
import type { PlannedChange } from "../contract/plan.js";
import type { Verifier, VerifyReport } from "../contract/verification.js";
import type { FileMemory } from "../journal/file-memory.js";
import { makePlan } from "../plan/make-plan.js";
import { narrowMember, wholeMemory } from "./narrow-member.js";

export interface PushTools {
  readonly clock: Clock;
  /** Fractions from 0 up to 1. */
  readonly random: () => number;
  readonly signal: AbortSignal;
  readonly memory: FileMemory;
  readonly verifier: Verifier;
  readonly allowances: Allowances;
}

export interface PushFailure {
  readonly message: string;
  readonly hint: string;
}

export type PushResult =
  | { readonly kind: "stopped" }
  | { readonly kind: "failed"; readonly failure: PushFailure }
  | {
      readonly kind: "done";
      /** None if all was there. */
      readonly changes: readonly { readonly id: string; readonly why: string }[];
      readonly applied: number;
      /** Whether the provider's nameservers serve it; null if nobody asked. */
      readonly served: VerifyReport["outcome"] | null;
      /** RRsets that a safety rule keeps as they are. */
      readonly held: readonly PushFailure[];
    };

/** The steering's own guard bounds how much goes at once; the newest answer is right in any case. */
const alwaysAllowed = ["too-many-updates", "unverified"];
/** In mode `mirror` the zone file wins; so do answers. */
const allowedInMirror = ["conflict", "foreign-rrset"];
const doneOutcomes: readonly string[] = ["done", "partly", "unchanged"];

/** Never rejects. `keys` are those of the RRsets to push. */
export async function pushAnswers(
  tools: PushTools,
  member: Member,
  keys: ReadonlySet<string>,
): Promise<PushResult> {
  try {
    return await push(tools, member, keys);
  } catch (fault) {
    if (tools.signal.aborted) return { kind: "stopped" };
    return failed(fault instanceof Error ? fault.message : String(fault), "");
  }
}

async function push(
  tools: PushTools,
  member: Member,
  keys: ReadonlySet<string>,
): Promise<PushResult> {
  const { clock, signal, memory } = tools;
  const { provider, desired } = member;
  const apex = nameToText(desired.apex);
  const before = await memory.lastApplied(apex, provider.name);
  if (before === null)
    return failed("nothing was applied there yet", "first: fivenines sync apply");
  const narrow = narrowMember(member, keys, before);
  const allowances = allowancesFor(member, tools.allowances);
  const made = await makePlan([narrow], memory, { clock, allowances, signal });
  const [part] = made.plan.parts;
  const [unreachable] = made.plan.unreachable;
  if (part === undefined) return failed(unreachable?.reason ?? "", unreachable?.hint ?? "");
  const [refusal] = part.refusals;
  if (refusal !== undefined) return failed(`${refusal.message} [${refusal.code}]`, refusal.lift);
  const held = part.held.map(({ change, refusal: { message, code, lift } }) => ({
    message: `${change.id}: ${message} [${code}]`,
    hint: lift,
  }));
  if (part.changes.length === 0) {
    return { kind: "done", changes: [], applied: 0, served: null, held };
  }
  const reports: VerifyReport[] = [];
  const summary = await applyPlan({
    ...made,
    members: [narrow],
    memory,
    clock,
    random: tools.random,
    allowances,
    replan: false,
    verifier: witnessed(tools.verifier, reports),
    signal,
  });
  const [done] = summary.members;
  if (done === undefined || !doneOutcomes.includes(done.outcome)) {
    return signal.aborted ? { kind: "stopped" } : failed(done?.message ?? "", done?.hint ?? "");
  }
  const after = await memory.lastApplied(apex, provider.name);
  const whole = after === null ? null : wholeMemory(before, after, keys);
  if (whole !== null) await memory.keepLastApplied(apex, provider.name, whole);
  return {
    kind: "done",
    changes: part.changes.map(toldOf),
    applied: done.applied,
    served: reports.at(-1)?.outcome ?? null,
    held,
  };
}

function toldOf({ change: { id }, why }: PlannedChange) {
  return { id, why };
}

function failed(message: string, hint: string): PushResult {
  return { kind: "failed", failure: { message, hint } };
}

function allowancesFor({ policy }: Member, { codes }: Allowances): Allowances {
  const more = policy.mode === "mirror" ? allowedInMirror : [];
  return { codes: new Set([...codes, ...alwaysAllowed, ...more]) };
}

/** What is served wrong is kept for the report, and puts nothing back. */
function witnessed(verifier: Verifier, reports: VerifyReport[]): Verifier {
  return async (task) => {
    const report = await verifier(task);
    reports.push(report);
    return report.outcome === "unequal" ? { ...report, outcome: "unknown" } : report;
  };
}
