/** What probes took and how they ended, since the start; told in pieces by the probing thread. */
import type { ProbeTally } from "../probe/probe-thread-messages.js";

export class ProbeSums {
  private readonly sums = new Map<string, ProbeTally>();

  take(tallies: readonly ProbeTally[], isKnown: (key: string) => boolean): void {
    for (const tally of tallies) {
      if (!isKnown(tally.key)) continue;
      const before = this.sums.get(tally.key);
      this.sums.set(tally.key, before === undefined ? tally : added(before, tally));
    }
  }

  /** Drops the sums of probes that there are no more. */
  retain(isKnown: (key: string) => boolean): void {
    for (const key of this.sums.keys()) if (!isKnown(key)) this.sums.delete(key);
  }

  values(): Iterable<ProbeTally> {
    return this.sums.values();
  }
}

function added(a: ProbeTally, b: ProbeTally): ProbeTally {
  return {
    key: a.key,
    ok: a.ok + b.ok,
    failed: a.failed + b.failed,
    buckets: a.buckets.map((count, place) => count + (b.buckets[place] ?? 0)),
    latencySumMs: a.latencySumMs + b.latencySumMs,
  };
}
