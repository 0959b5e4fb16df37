/**
 * 1,200 calls in five minutes; whoever makes one more is blocked for five minutes.
 * https://developers.cloudflare.com/fundamentals/api/reference/limits/
 */
export const rateDefaults = { quota: 1200, windowMs: 300_000 } as const;

export interface RateState {
  readonly allowed: boolean;
  readonly remaining: number;
  readonly resetMs: number;
}

export class RateWindow {
  private since = Number.NEGATIVE_INFINITY;
  private used = 0;
  private blockedUntil = Number.NEGATIVE_INFINITY;

  constructor(
    readonly quota: number,
    readonly windowMs: number,
  ) {}

  take(nowMs: number): RateState {
    if (nowMs < this.blockedUntil) {
      return { allowed: false, remaining: 0, resetMs: this.blockedUntil - nowMs };
    }
    if (nowMs >= this.since + this.windowMs) [this.since, this.used] = [nowMs, 0];
    if (this.used === this.quota) {
      this.blockedUntil = nowMs + this.windowMs;
      this.since = Number.NEGATIVE_INFINITY;
      return { allowed: false, remaining: 0, resetMs: this.windowMs };
    }
    this.used++;
    return {
      allowed: true,
      remaining: this.quota - this.used,
      resetMs: this.since + this.windowMs - nowMs,
    };
  }

  /** `Ratelimit`, `Ratelimit-Policy`, and `retry-after` where the call is refused. */
  headers({ allowed, remaining, resetMs }: RateState): Record<string, string> {
    const seconds = Math.ceil(resetMs / 1000);
    return {
      ratelimit: `"default";r=${remaining};t=${seconds}`,
      "ratelimit-policy": `"default";q=${this.quota};w=${this.windowMs / 1000}`,
      ...(allowed ? {} : { "retry-after": String(seconds) }),
    };
  }
}
