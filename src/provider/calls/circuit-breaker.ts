/**
 * Stops calling a provider that is down, so that its outage costs the others nothing and it is not
 * hammered while it comes back.
 *
 *   closed ──failures in a row──► open ──time──► half open ──success──► closed
 *                                  ▲                │ failure: open again, for longer
 *                                  └────────────────┘
 */
import type { Clock } from "../contract/clock.js";

/** Outages in a row until it opens: a reload of their load balancer takes one or two calls. */
const failuresMax = 5;
const openFirstMs = 15_000;
const openMaxMs = 300_000;

export type BreakerEvent =
  | { readonly kind: "opened"; readonly failures: number; readonly forMs: number }
  | { readonly kind: "probing" }
  | { readonly kind: "closed" };

export class CircuitBreaker {
  private readonly clock: Clock;
  private readonly onEvent: (event: BreakerEvent) => void;
  private failures = 0;
  private openForMs = 0;
  private openUntilMs: number | null = null;
  private probe: Promise<void> | null = null;
  private endProbe: () => void = () => {};

  constructor(clock: Clock, onEvent: (event: BreakerEvent) => void) {
    this.clock = clock;
    this.onEvent = onEvent;
  }

  /**
   * Null if a call may be made, else the milliseconds for which none may. Whoever comes while a
   * first call finds out whether the provider is back waits for what it finds.
   */
  async enter(): Promise<number | null> {
    while (this.openUntilMs !== null) {
      const restMs = this.openUntilMs - this.clock.nowMs();
      if (restMs > 0) return restMs;
      if (this.probe === null) {
        this.probe = new Promise((resolve) => {
          this.endProbe = resolve;
        });
        this.onEvent({ kind: "probing" });
        return null;
      }
      await this.probe;
    }
    return null;
  }

  /** The provider answered, be it with a refusal. */
  succeeded(): void {
    this.failures = 0;
    const wasOpen = this.openUntilMs !== null;
    this.openUntilMs = null;
    this.openForMs = 0;
    this.finishProbe();
    if (wasOpen) this.onEvent({ kind: "closed" });
  }

  failed(): void {
    this.failures++;
    if (this.probe === null && (this.openUntilMs !== null || this.failures < failuresMax)) return;
    this.openForMs = Math.min(openMaxMs, Math.max(openFirstMs, this.openForMs * 2));
    this.openUntilMs = this.clock.nowMs() + this.openForMs;
    this.finishProbe();
    this.onEvent({ kind: "opened", failures: this.failures, forMs: this.openForMs });
  }

  /** The call was given up by us: nothing is known of the provider, the next one finds out. */
  abandoned(): void {
    this.finishProbe();
  }

  private finishProbe(): void {
    this.probe = null;
    this.endProbe();
    this.endProbe = () => {};
  }
}
