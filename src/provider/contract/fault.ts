/**
 * A call to a provider that did not succeed. `message` is for an operator: what was refused, by
 * whom, with the provider's own words where they help, and never a secret.
 */
export class ProviderFault extends Error {
  override readonly name = "ProviderFault";
  readonly kind: FaultKind;
  /** Whether what was asked for may have happened. Reads and refusals: "no". */
  readonly committed: "no" | "unknown";
  /** What to do about it. */
  readonly hint: string;
  /** Not before this long, if the provider said so. */
  readonly retryAfterMs: number | null;
  /** Ids of the changes that the provider named as the reason; empty if it named none. */
  readonly culprits: readonly Culprit[];

  constructor(kind: FaultKind, message: string, facts: FaultFacts = {}) {
    super(message, facts.cause === undefined ? {} : { cause: facts.cause });
    this.kind = kind;
    this.committed = facts.committed ?? "no";
    this.hint = facts.hint ?? "";
    this.retryAfterMs = facts.retryAfterMs ?? null;
    this.culprits = facts.culprits ?? [];
  }

  /** The same call may succeed later. Of an unknown outcome, only after listing again. */
  get retryable(): boolean {
    return this.kind === "throttled" || this.kind === "unavailable" || this.kind === "busy";
  }
}

/**
 * - throttled: too many calls; `unavailable`: no answer, or an error of theirs; `busy`: an earlier
 *   change is still under way.
 * - rejected: the content is refused, `culprits` if known; `conflict`: compare-and-swap failed, the
 *   RRset is not what it was; `limit`: a quota of the account.
 * - auth, not-found: the account or the zone; `malformed`: an answer that makes no sense.
 */
export type FaultKind =
  | "throttled"
  | "unavailable"
  | "busy"
  | "rejected"
  | "conflict"
  | "limit"
  | "auth"
  | "not-found"
  | "malformed";

export interface Culprit {
  readonly changeId: string;
  readonly reason: string;
}

export interface FaultFacts {
  readonly committed?: "no" | "unknown";
  readonly hint?: string;
  readonly retryAfterMs?: number;
  readonly culprits?: readonly Culprit[];
  readonly cause?: unknown;
}
