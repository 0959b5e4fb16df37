/**
 * Throttling (Developer Guide, "Throttling for Amazon Route 53 API requests", read 2026-11-22): a
 * bucket for the account, one for each action, and one for record changes. All must have room.
 */
export interface BucketSize {
  readonly capacity: number;
  readonly perSecond: number;
}

export interface Rates {
  readonly account: BucketSize;
  /** For actions that are not listed. */
  readonly action: BucketSize;
  readonly actions: { readonly [operation: string]: BucketSize };
  /** Record changes; their numbers are in no document read. */
  readonly changes: BucketSize | null;
}

export const documentedRates: Rates = {
  account: { capacity: 50, perSecond: 10 },
  action: { capacity: 50, perSecond: 10 },
  actions: {
    CreateHealthCheck: { capacity: 50, perSecond: 0.5 },
    CreateHostedZone: { capacity: 40, perSecond: 2 },
    DeleteHealthCheck: { capacity: 15, perSecond: 3 },
    DeleteHostedZone: { capacity: 40, perSecond: 5 },
    GetHealthCheckStatus: { capacity: 4, perSecond: 1 },
  },
  changes: null,
};

export class TokenBuckets {
  private readonly levels = new Map<string, { tokens: number; atMs: number }>();

  constructor(
    private readonly rates: Rates,
    private readonly nowMs: () => number,
  ) {}

  /** Takes one token of the account's bucket and the action's; false takes none. */
  takeCall(operation: string): boolean {
    const { account, action, actions } = this.rates;
    return this.take([
      ["account", account, 1],
      [operation, actions[operation] ?? action, 1],
    ]);
  }

  takeChanges(count: number): boolean {
    const { changes } = this.rates;
    return changes === null || this.take([["changes", changes, count]]);
  }

  private take(wanted: readonly (readonly [key: string, size: BucketSize, count: number])[]) {
    const now = this.nowMs();
    const found = wanted.map(([key, size, count]) => {
      const level = this.levels.get(key) ?? { tokens: size.capacity, atMs: now };
      const refilled = level.tokens + ((now - level.atMs) / 1000) * size.perSecond;
      return { key, count, tokens: Math.min(size.capacity, refilled) };
    });
    const hasRoom = found.every(({ tokens, count }) => tokens >= count);
    for (const { key, tokens, count } of found) {
      this.levels.set(key, { tokens: hasRoom ? tokens - count : tokens, atMs: now });
    }
    return hasRoom;
  }
}
