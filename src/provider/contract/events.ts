/** What happens while a plan is applied, told as it happens: progress bar, JSON lines, log. */
import type { VerifyReport } from "./verification.js";

export type SyncEvent = { readonly atMs: number } & (
  | { readonly kind: "stage"; readonly stage: number; readonly providers: readonly string[] }
  | ({ readonly kind: "begin"; readonly changes: number; readonly batches: number } & Place)
  | ({ readonly kind: "batch"; readonly done: number; readonly batches: number } & Place)
  | ({ readonly kind: "waiting"; readonly reason: string; readonly ms: number } & Place)
  | ({ readonly kind: "set-aside"; readonly changeId: string; readonly reason: string } & Place)
  /** It is waited for what the provider says until then, at the longest. */
  | ({ readonly kind: "settling"; readonly sinceMs: number; readonly untilMs: number } & Place)
  | ({ readonly kind: "settled"; readonly tookMs: number } & Place)
  | ({ readonly kind: "verifying"; readonly asked: number; readonly matched: number } & Place)
  | ({ readonly kind: "verified"; readonly report: VerifyReport } & Place)
  | ({ readonly kind: "undo"; readonly reason: string } & Place)
  | ({ readonly kind: "end"; readonly outcome: MemberOutcome; readonly message: string } & Place)
);

export interface Place {
  readonly apex: string;
  readonly provider: string;
}

/**
 * - done: applied and verified. `partly`: some changes set aside. `unchanged`: nothing to do.
 * - unverified: applied, and nobody could say whether it is served. `undone`: put back and verified.
 * - refused: by a safety rule. `failed`: the provider could not be reached or did not take it.
 * - skipped: an earlier stage failed.
 */
export type MemberOutcome =
  | "done"
  | "partly"
  | "unchanged"
  | "unverified"
  | "undone"
  | "refused"
  | "failed"
  | "skipped";
