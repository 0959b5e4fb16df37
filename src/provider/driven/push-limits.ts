/** How often driven answers may move: each RRset at each provider, and each provider in an hour. */

export interface DriveLimits {
  /** Between two pushes of one RRset. */
  readonly pauseMs: number;
  /** Of all zones at one provider. */
  readonly pushesPerHour: number;
}

const hourMs = 3_600_000;
/** After a push that failed: as long as the first of these, twice as long each time, up to the last. */
const retryMs = { first: 5_000, max: 300_000 };

export class PushLimits {
  private readonly lastPushMs = new Map<string, number>();
  /** By provider, oldest first. */
  private readonly pushes = new Map<string, number[]>();
  private readonly failures = new Map<
    string,
    { readonly count: number; readonly untilMs: number }
  >();

  /** `place` is of a zone at a provider, `key` of an RRset there. */
  isRested(place: string, key: string, pauseMs: number, nowMs: number): boolean {
    return nowMs - (this.lastPushMs.get(`${place} ${key}`) ?? Number.NEGATIVE_INFINITY) >= pauseMs;
  }

  /** When the provider may be pushed to again; null for now. */
  fullUntilMs(provider: string, pushesPerHour: number, nowMs: number): number | null {
    const recent = (this.pushes.get(provider) ?? []).filter((atMs) => nowMs - atMs < hourMs);
    this.pushes.set(provider, recent);
    const oldest = recent[recent.length - pushesPerHour];
    return oldest === undefined ? null : oldest + hourMs;
  }

  /** Whether an earlier failure at this place lets it be tried. */
  mayTry(place: string, nowMs: number): boolean {
    return nowMs >= (this.failures.get(place)?.untilMs ?? 0);
  }

  pushed(provider: string, place: string, keys: Iterable<string>, nowMs: number): void {
    this.pushes.set(provider, [...(this.pushes.get(provider) ?? []), nowMs]);
    for (const key of keys) this.lastPushMs.set(`${place} ${key}`, nowMs);
  }

  succeeded(place: string): void {
    this.failures.delete(place);
  }

  /** Milliseconds until it is tried again. */
  failed(place: string, nowMs: number): number {
    const count = (this.failures.get(place)?.count ?? 0) + 1;
    const ms = Math.min(retryMs.max, retryMs.first * 2 ** Math.min(count - 1, 20));
    this.failures.set(place, { count, untilMs: nowMs + ms });
    return ms;
  }
}
