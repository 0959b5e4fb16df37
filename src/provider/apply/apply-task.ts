/** What applying a plan takes, and what it gives. */
import type { Clock } from "../contract/clock.js";
import type { MemberOutcome, SyncEvent } from "../contract/events.js";
import type { Allowances, Member } from "../contract/member.js";
import type { PlanBasis, SyncPlan } from "../contract/plan.js";
import type { Verifier, VerifyReport } from "../contract/verification.js";
import type { FileMemory } from "../journal/file-memory.js";

export interface ApplyTask {
  readonly plan: SyncPlan;
  /** Those that the plan may be about; with parts of others nothing is done. */
  readonly members: readonly Member[];
  readonly memory: FileMemory;
  readonly clock: Clock;
  /** Fractions from 0 up to 1. */
  readonly random: () => number;
  readonly allowances: Allowances;
  /** Make a new plan for a zone whose plan is stale. */
  readonly replan: boolean;
  readonly verifier: Verifier;
  /** By `memberKey`: what the plan was made from, if that was in this run. */
  readonly bases?: ReadonlyMap<string, PlanBasis>;
  /** Stops the run: what is under way is finished, all else left to the next run. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: SyncEvent) => void;
}

export interface ApplySummary {
  /** In the order of the plan; then those that it could not look at. */
  readonly members: readonly MemberSummary[];
  /** Every member is as its plan says. */
  readonly isComplete: boolean;
}

export interface MemberSummary {
  readonly apex: string;
  readonly provider: string;
  readonly stage: number;
  readonly outcome: MemberOutcome;
  /** A sentence, for an operator. */
  readonly message: string;
  /** What to do about it; empty if there is nothing to do. */
  readonly hint: string;
  /** Changes that are there now and were not before. */
  readonly applied: number;
  readonly setAside: readonly { readonly changeId: string; readonly reason: string }[];
  /** Of the last verification; null if there was none. */
  readonly report: VerifyReport | null;
  readonly tookMs: number;
}
