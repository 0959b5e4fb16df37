/**
 * Counters in shared memory: one row a worker, written only by it, read by the metrics page. They
 * are doubles: exact to 2^53, where 32 bits would wrap within a day, and plain stores where 64-bit
 * integers would cost an allocation.
 */

/** Query types with a counter of their own; the rest share the last place. */
export const countedTypesMax = 112;
export const rcodesCounted = 24;
/** Upper bounds of the latency histogram, microseconds; the last bucket is open. */
export const latencyBoundsMicros = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000,
] as const;
/** Upper bounds of the batch-size histogram, datagrams. */
export const batchBounds = [1, 2, 4, 8, 16, 32, 64] as const;

/** Why a datagram or stream message got no answer. */
export const dropReasons = [
  "short", // less than a header
  "response", // QR was set
  "truncated", // larger than a receive frame
  "send-failed", // the kernel would not take the answer
] as const;

/** Places in a row. Each list is a range that starts at its offset. */
export const counter = {
  /** By QTYPE: code if below 110, otherwise 110 (65..: see counterOfType) or 111. */
  type: 0,
  rcode: countedTypesMax,
  truncated: countedTypesMax + rcodesCounted,
  drop: countedTypesMax + rcodesCounted + 1,
  latency: countedTypesMax + rcodesCounted + 1 + dropReasons.length,
  /** Sum of latencies, microseconds. */
  latencySum: countedTypesMax + rcodesCounted + 1 + dropReasons.length + 14,
  batch: countedTypesMax + rcodesCounted + 1 + dropReasons.length + 15,
  /** Answers that the slow path made. */
  slow: countedTypesMax + rcodesCounted + 1 + dropReasons.length + 23,
  /** Queries answered over UDP or TCP with a valid server cookie. */
  cookieValid: countedTypesMax + rcodesCounted + 1 + dropReasons.length + 24,
} as const;

export const countersPerRow = 192;

export function counterRow(shared: SharedArrayBuffer, row: number): Float64Array {
  return new Float64Array(shared, row * countersPerRow * 8, countersPerRow);
}

export function makeCounters(rows: number): SharedArrayBuffer {
  return new SharedArrayBuffer(rows * countersPerRow * 8);
}

/**
 * Place of a QTYPE in `counter.type`: codes 0–107 stand for themselves, ANY and CAA have places of
 * their own, the others share the last.
 */
export function counterOfType(qtype: number): number {
  if (qtype < 108) return qtype;
  if (qtype === 255) return 108;
  if (qtype === 257) return 109;
  return 111;
}
