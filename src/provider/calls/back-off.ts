/**
 * How long to wait before the next attempt: full jitter, so that many who failed together do not
 * come back together. What a provider asks for is the least.
 */
export interface BackOff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** `attempt` counts from 0; `random` gives fractions from 0 up to 1. */
export function backOffMs(
  { firstMs, maxMs }: BackOff,
  attempt: number,
  random: () => number,
  retryAfterMs: number | null = null,
): number {
  const ceiling = Math.min(maxMs, firstMs * 2 ** Math.min(attempt, 30));
  const jitter = Math.ceil(random() * ceiling);
  return retryAfterMs === null ? jitter : retryAfterMs + Math.min(jitter, firstMs);
}
