/**
 * The calls that an account may make: tokens that come back at a steady rate, up to a burst. Reads
 * leave a reserve, so that a long listing never keeps a change waiting. What a provider tells of
 * its limits makes the bucket slower before it would be empty, since some block everything for
 * minutes once it is.
 */
import type { RateFacts } from "../contract/call-desk.js";
import type { RateLimits } from "../contract/capabilities.js";
import type { Clock } from "../contract/clock.js";

/** Share of the burst that reads leave. */
const writeReserve = 0.2;
/** Share of a provider's window that is left to people and other programs. */
const leftToOthers = 0.05;
/** Share of a window below which what is left of it is spread over the rest of it. */
const spreadBelow = 0.5;

export type CallKind = "read" | "write";

export class TokenBucket {
  private readonly clock: Clock;
  private perMs: number;
  private burst: number;
  private tokens: number;
  private filledAtMs: number;
  /** No call before this: throttled, or a window that is used up. */
  private heldUntilMs = 0;
  /** Slower until this, since a window is nearly used up. */
  private slowUntilMs = 0;
  private slowPerMs = 0;
  /** Whoever came last of each kind; the next stands behind. */
  private readonly last: Record<CallKind, Promise<unknown>> = {
    read: Promise.resolve(),
    write: Promise.resolve(),
  };

  constructor({ callsPerSecond, burst }: RateLimits, clock: Clock) {
    this.clock = clock;
    this.perMs = callsPerSecond / 1000;
    this.burst = Math.max(1, burst);
    this.tokens = this.burst;
    this.filledAtMs = clock.nowMs();
  }

  /** Waits for a token and takes it; gives the milliseconds that took. */
  take(kind: CallKind, signal?: AbortSignal): Promise<number> {
    const turn = this.last[kind].then(() => this.takeNext(kind, signal));
    this.last[kind] = turn;
    return turn;
  }

  /** No calls for so long. */
  hold(ms: number): void {
    this.heldUntilMs = Math.max(this.heldUntilMs, this.clock.nowMs() + ms);
  }

  /** A provider refused a call for its rate: what the bucket believed to have left is wrong. */
  drain(): void {
    this.fill();
    this.tokens = Math.min(this.tokens, 0);
  }

  learn({ remaining, resetMs, quota, windowMs }: RateFacts): void {
    this.fill();
    if (quota !== undefined && windowMs !== undefined && quota > 0 && windowMs > 0) {
      this.perMs = quota / windowMs;
      this.burst = Math.max(1, Math.min(this.burst, quota));
    }
    if (remaining === undefined) return;
    const whole = quota ?? this.burst;
    const left = Math.max(0, remaining - Math.ceil(whole * leftToOthers));
    this.tokens = Math.min(this.tokens, left);
    if (resetMs === undefined || resetMs <= 0) return;
    if (left === 0) this.hold(resetMs);
    if (left === 0 || remaining >= whole * spreadBelow) return;
    this.slowUntilMs = this.clock.nowMs() + resetMs;
    this.slowPerMs = left / resetMs;
    // A burst would use up what is to be spread.
    this.tokens = Math.min(this.tokens, 1);
  }

  private async takeNext(kind: CallKind, signal?: AbortSignal): Promise<number> {
    const begin = this.clock.nowMs();
    const least = kind === "read" ? 1 + Math.floor(this.burst * writeReserve) : 1;
    while (signal?.aborted !== true) {
      const ms = this.waitMs(Math.min(least, this.burst));
      if (ms <= 0) {
        this.tokens--;
        break;
      }
      await this.clock.wait(ms, signal);
    }
    return this.clock.nowMs() - begin;
  }

  private waitMs(least: number): number {
    this.fill();
    const held = this.heldUntilMs - this.clock.nowMs();
    if (held > 0) return held;
    // A hair's breadth for sums of fractions.
    return this.tokens + 1e-6 >= least ? 0 : Math.ceil((least - this.tokens) / this.rate());
  }

  private fill(): void {
    const now = this.clock.nowMs();
    const slowMs = Math.max(0, Math.min(now, this.slowUntilMs) - this.filledAtMs);
    const fullMs = Math.max(0, now - this.filledAtMs - slowMs);
    const gained = slowMs * Math.min(this.slowPerMs, this.perMs) + fullMs * this.perMs;
    this.tokens = Math.min(this.burst, this.tokens + gained);
    this.filledAtMs = now;
  }

  private rate(): number {
    const isSlow = this.clock.nowMs() < this.slowUntilMs;
    return isSlow ? Math.min(this.slowPerMs, this.perMs) : this.perMs;
  }
}
