/**
 * A plan: what `sync apply` will do, and from which state of the provider it was made. Stored as
 * JSON with RRsets in presentation form; these are its parts in memory.
 */
import type { Change } from "./change.js";
import type { Batch, Loss, OpaqueItem, ProviderZone, Snapshot, Translation } from "./provider.js";

export interface SyncPlan {
  /** First 12 hexadecimal digits of `hash`. */
  readonly id: string;
  /** SHA-256 over everything below but the time. */
  readonly hash: string;
  readonly madeAtMs: number;
  readonly parts: readonly PlanPart[];
  /** Members that could not be looked at, with the reason. */
  readonly unreachable: readonly { apex: string; provider: string; reason: string; hint: string }[];
}

/** One zone at one provider. */
export interface PlanPart {
  /** Presentation form, absolute, lower case. */
  readonly apex: string;
  readonly provider: string;
  /** Serial of the zone file. */
  readonly serial: number;
  readonly stage: number;
  /** Null: the zone is not there, and applying makes it. */
  readonly zone: ProviderZone | null;
  /** Digest of the live RRsets, settings and resources that the plan was made from. */
  readonly liveDigest: string;
  readonly changes: readonly PlannedChange[];
  /** Left out for now, each with the refusal that holds it; the others go on. */
  readonly held: readonly HeldChange[];
  /** Of the whole part: nothing of it is applied. */
  readonly refusals: readonly Refusal[];
  readonly losses: readonly Loss[];
  readonly batches: readonly Batch[];
  readonly unchanged: number;
  /** RRsets that others made and that stay. */
  readonly foreign: readonly { owner: Uint8Array; type: number; variant: string }[];
  readonly opaque: readonly OpaqueItem[];
  readonly expected: { readonly calls: number; readonly seconds: number };
}

export interface PlannedChange {
  readonly change: Change;
  /**
   * Three-way, from what was applied last, what is desired and what is live:
   * - pending: the zone file changed since.
   * - drift: the provider changed since, the zone file did not; this puts it back.
   * - conflict: both changed, in different ways.
   * - first: nothing is known of an earlier push.
   */
  readonly cause: "pending" | "drift" | "conflict" | "first";
  /** A sentence: why it is changed, and what of it. */
  readonly why: string;
}

export interface HeldChange extends PlannedChange {
  readonly refusal: Refusal;
}

export interface Refusal {
  /** Stable, documented: "too-many-deletes". */
  readonly code: string;
  readonly message: string;
  /** Flag that lifts it: "--allow too-many-deletes". Empty if none does. */
  readonly lift: string;
}

/** What a part was made from: kept for applying it in the same run. */
export interface PlanBasis {
  readonly snapshot: Snapshot;
  readonly translation: Translation;
}
