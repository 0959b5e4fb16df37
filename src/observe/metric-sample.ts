/** What a metric's rows are made of. */

export interface Sample {
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
  /** `_bucket`, `_sum` or `_count` of a histogram. */
  readonly suffix?: string;
}

/** Buckets as Prometheus wants them: each holds all below its bound. */
export function histogram(
  bounds: readonly number[],
  buckets: readonly number[],
  sum: number,
): Sample[] {
  let total = 0;
  const samples: Sample[] = bounds.map((le, i) => {
    total += buckets[i] ?? 0;
    return { suffix: "_bucket", labels: { le }, value: total };
  });
  total += buckets[bounds.length] ?? 0;
  return [
    ...samples,
    { suffix: "_bucket", labels: { le: "+Inf" }, value: total },
    { suffix: "_sum", labels: {}, value: sum },
    { suffix: "_count", labels: {}, value: total },
  ];
}
