/** Waiting for a provider that is throttling, busy or down: so often, so long, and no longer. */
import { type BackOff, backOffMs } from "../calls/back-off.js";
import type { Clock } from "../contract/clock.js";
import type { ProviderFault } from "../contract/fault.js";

const backOff: BackOff = { firstMs: 1_000, maxMs: 60_000 };
const attemptsMax = 12;
/** Longer than the breaker's longest pause; an outage that takes longer is left to the next run. */
const waitedMsMax = 600_000;

export class Patience {
  private readonly clock: Clock;
  private readonly random: () => number;
  private attempts = 0;
  private waitedMs = 0;

  constructor(clock: Clock, random: () => number) {
    this.clock = clock;
    this.random = random;
  }

  /** Milliseconds to wait before the next attempt; null if there is to be none. */
  next(fault: ProviderFault): number | null {
    const ms = backOffMs(backOff, this.attempts, this.random, fault.retryAfterMs);
    this.attempts++;
    this.waitedMs += ms;
    return this.attempts > attemptsMax || this.waitedMs > waitedMsMax ? null : ms;
  }

  /** Waits; false if there is to be no other attempt. */
  async wait(fault: ProviderFault, signal: AbortSignal, onWait: (ms: number) => void) {
    const ms = this.next(fault);
    if (ms === null || signal.aborted) return false;
    onWait(ms);
    await this.clock.wait(ms, signal);
    return !signal.aborted;
  }
}
