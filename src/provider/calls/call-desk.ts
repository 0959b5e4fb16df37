/** The desk of one account: bucket, breaker, deadlines and repetition around every call. */
import type { CallCounts, CallDesk, RateFacts } from "../contract/call-desk.js";
import type { RateLimits } from "../contract/capabilities.js";
import type { Clock } from "../contract/clock.js";
import { ProviderFault } from "../contract/fault.js";
import { type BackOff, backOffMs } from "./back-off.js";
import { type BreakerEvent, CircuitBreaker } from "./circuit-breaker.js";
import { type CallKind, TokenBucket } from "./token-bucket.js";

/** How long one attempt may take: the largest batches take providers some ten seconds. */
const deadlineMs = 60_000;
const readAttemptsMax = 6;
const readBackOff: BackOff = { firstMs: 500, maxMs: 20_000 };
/** A provider that names no time is left alone for this long. */
const throttledMs = 1_000;

export interface DeskOptions {
  /** For messages: the provider's key in the configuration. */
  readonly account: string;
  readonly rate: RateLimits;
  readonly clock: Clock;
  /** Fractions from 0 up to 1. */
  readonly random: () => number;
  readonly onEvent?: (event: DeskEvent) => void;
}

export type DeskEvent = { readonly account: string } & (
  | BreakerEvent
  | { readonly kind: "repeat"; readonly what: string; readonly ms: number; readonly reason: string }
);

export function openDesk(options: DeskOptions): CallDesk {
  return new Desk(options);
}

class Desk implements CallDesk {
  readonly counts: { -readonly [key in keyof CallCounts]: CallCounts[key] } = {
    reads: 0,
    writes: 0,
    repeats: 0,
    throttled: 0,
    failed: 0,
    waitedMs: 0,
  };
  private readonly options: DeskOptions;
  private readonly bucket: TokenBucket;
  private readonly breaker: CircuitBreaker;
  private lastFailure = "";

  constructor(options: DeskOptions) {
    this.options = options;
    this.bucket = new TokenBucket(options.rate, options.clock);
    this.breaker = new CircuitBreaker(options.clock, (event) =>
      options.onEvent?.({ account: options.account, ...event }),
    );
  }

  async read<T>(
    what: string,
    call: (signal: AbortSignal) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.once("read", what, call, signal);
      } catch (error) {
        if (!(error instanceof ProviderFault) || !error.retryable) throw error;
        if (error instanceof NotCalled || attempt + 1 >= readAttemptsMax) throw error;
        const { clock, random, account } = this.options;
        const ms = backOffMs(readBackOff, attempt, random, error.retryAfterMs);
        this.options.onEvent?.({ account, kind: "repeat", what, ms, reason: error.message });
        await clock.wait(ms, signal);
        this.counts.repeats++;
      }
    }
  }

  write<T>(
    what: string,
    call: (signal: AbortSignal) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    return this.once("write", what, call, signal);
  }

  learn(facts: RateFacts): void {
    this.bucket.learn(facts);
  }

  private async once<T>(
    kind: CallKind,
    what: string,
    call: (signal: AbortSignal) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    this.counts.waitedMs += await this.bucket.take(kind, signal);
    const closedForMs = await this.breaker.enter();
    if (closedForMs !== null) throw this.closed(what, closedForMs);
    if (signal?.aborted === true) {
      this.breaker.abandoned();
      throw new NotCalled(
        `${this.options.account}: ${what} was not sent, since the run was stopped`,
      );
    }
    if (kind === "read") this.counts.reads++;
    else this.counts.writes++;
    try {
      const result = await this.withDeadline(kind, what, call, signal);
      this.breaker.succeeded();
      return result;
    } catch (error) {
      this.note(error, signal);
      throw error;
    }
  }

  private note(error: unknown, signal: AbortSignal | undefined): void {
    this.counts.failed++;
    if (signal?.aborted === true || !(error instanceof ProviderFault)) {
      this.breaker.abandoned();
      return;
    }
    if (error.kind === "throttled") {
      this.counts.throttled++;
      this.bucket.drain();
      this.bucket.hold(error.retryAfterMs ?? throttledMs);
    }
    if (error.kind === "unavailable") {
      this.lastFailure = error.message;
      this.breaker.failed();
    } else this.breaker.succeeded();
  }

  /** A call that never ends is given up, whether or not it heeds its signal. */
  private async withDeadline<T>(
    kind: CallKind,
    what: string,
    call: (signal: AbortSignal) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const late = new AbortController();
    const over = new AbortController();
    const both = signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]);
    const deadline = this.options.clock.wait(deadlineMs, over.signal).then(() => {
      if (over.signal.aborted) return new Promise<never>(() => {});
      late.abort();
      throw new ProviderFault(
        "unavailable",
        `${this.options.account}: no answer to ${what} within ${deadlineMs / 1000} s`,
        { committed: kind === "write" ? "unknown" : "no" },
      );
    });
    try {
      return await Promise.race([call(both), deadline]);
    } finally {
      over.abort();
    }
  }

  private closed(what: string, ms: number): NotCalled {
    const { account } = this.options;
    return new NotCalled(
      `${this.lastFailure}; it failed too often in a row, so ${account} is not called for another ${Math.ceil(ms / 1000)} s (${what} was not sent)`,
      {
        retryAfterMs: ms,
        hint: "see the provider's status page; apply again goes on where it was",
      },
    );
  }
}

/** A call that was not made: waiting for it within the desk would be in vain. */
class NotCalled extends ProviderFault {
  constructor(message: string, facts: { retryAfterMs?: number; hint?: string } = {}) {
    super("unavailable", message, { committed: "no", ...facts });
  }
}
