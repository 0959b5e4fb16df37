/** A transport's part of a worker's counters: batches, latencies and drops. */
import {
  batchBounds,
  counter,
  counterRow,
  dropReasons,
  latencyBoundsMicros,
} from "../answer/counters.js";
import { limits } from "../base/limits.js";

const bucketOfBatch = Uint8Array.from({ length: limits.batchMax + 1 }, (_, size) =>
  bucketOf(batchBounds, size),
);

export class Traffic {
  readonly #row: Float64Array;

  constructor(counters: SharedArrayBuffer, row: number) {
    this.#row = counterRow(counters, row);
  }

  /**
   * `size` messages were received in one batch and answered `micros` later. The time of the whole
   * batch is put down for each of its messages: none waited longer.
   */
  batch(size: number, micros: number): void {
    const row = this.#row;
    row[counter.batch + bucketOfBatch[size]!]! += 1;
    row[counter.latency + bucketOf(latencyBoundsMicros, micros)]! += size;
    row[counter.latencySum]! += micros * size;
  }

  drop(reason: (typeof dropReasons)[number], count: number): void {
    this.#row[counter.drop + dropReasons.indexOf(reason)]! += count;
  }
}

function bucketOf(bounds: readonly number[], value: number): number {
  let bucket = 0;
  while (bucket < bounds.length && value > bounds[bucket]!) bucket++;
  return bucket;
}
