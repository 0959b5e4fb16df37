/** Sums of one probe's results since they were last told. */
import { latencyBoundsMs, type ProbeTally } from "./probe-thread-messages.js";

export class Tally {
  #ok = 0;
  #failed = 0;
  #latencySumMs = 0;
  readonly #buckets = new Uint32Array(latencyBoundsMs.length + 1);

  add(ok: boolean, latencyMs: number): void {
    if (ok) this.#ok++;
    else this.#failed++;
    this.#latencySumMs += latencyMs;
    let bucket = 0;
    while (bucket < latencyBoundsMs.length && latencyMs > latencyBoundsMs[bucket]!) bucket++;
    this.#buckets[bucket]!++;
  }

  /** The sums, which start anew; undefined if there was nothing. */
  take(key: string): ProbeTally | undefined {
    if (this.#ok + this.#failed === 0) return undefined;
    const sums = {
      key,
      ok: this.#ok,
      failed: this.#failed,
      buckets: [...this.#buckets],
      latencySumMs: this.#latencySumMs,
    };
    this.#ok = this.#failed = this.#latencySumMs = 0;
    this.#buckets.fill(0);
    return sums;
  }
}
