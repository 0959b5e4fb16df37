/** The workers' counter rows, summed by transport: what metrics and status are told from. */
import {
  batchBounds,
  counter,
  counterOfType,
  counterRow,
  dropReasons,
  latencyBoundsMicros,
  rcodesCounted,
} from "../answer/counters.js";

export type TransportName = "udp" | "tcp";

export interface TransportCounts {
  readonly transport: TransportName;
  readonly queries: number;
  /** By the place of the query type in a row. */
  readonly byType: ReadonlyMap<number, number>;
  readonly byRcode: ReadonlyMap<number, number>;
  readonly truncated: number;
  readonly drops: Readonly<Record<(typeof dropReasons)[number], number>>;
  /** One more than there are bounds: the last is open. */
  readonly latencyBuckets: readonly number[];
  readonly latencySumMicros: number;
  readonly batchBuckets: readonly number[];
  readonly slow: number;
  readonly cookieValid: number;
}

/** Sums the rows of one transport. Rows belong to places, not to threads: a new worker goes on. */
export function readCounters(
  shared: SharedArrayBuffer,
  rows: readonly number[],
  transport: TransportName,
): TransportCounts {
  const places = counter.cookieValid + 1;
  const sums = new Float64Array(places);
  for (const row of rows) {
    const counts = counterRow(shared, row);
    for (let i = 0; i < places; i++) sums[i]! += counts[i]!;
  }
  const range = (start: number, length: number) => [...sums.subarray(start, start + length)];
  const byType = nonZero(range(counter.type, counter.rcode - counter.type));
  const drops = range(counter.drop, dropReasons.length);
  return {
    transport,
    queries: [...byType.values()].reduce((a, b) => a + b, 0),
    byType,
    byRcode: nonZero(range(counter.rcode, rcodesCounted)),
    truncated: sums[counter.truncated]!,
    drops: Object.fromEntries(dropReasons.map((reason, i) => [reason, drops[i]!])) as Record<
      (typeof dropReasons)[number],
      number
    >,
    latencyBuckets: range(counter.latency, latencyBoundsMicros.length + 1),
    latencySumMicros: sums[counter.latencySum]!,
    batchBuckets: range(counter.batch, batchBounds.length + 1),
    slow: sums[counter.slow]!,
    cookieValid: sums[counter.cookieValid]!,
  };
}

/** Name of a place in `byType`; types that share the last place are "other". */
export function typeOfPlace(place: number, typeName: (code: number) => string): string {
  for (const code of sharedPlaces) if (place === counterOfType(code)) return typeName(code);
  return place < firstSharedPlace ? typeName(place) : "other";
}

/** ANY and CAA: codes with a place that is not their number. */
const sharedPlaces = [255, 257] as const;
const firstSharedPlace = 108;

/** A short name for the common codes; BADVERS and the like by number. */
export function rcodeName(code: number): string {
  return rcodeNames[code] ?? `RCODE${code}`;
}

const rcodeNames: Readonly<Record<number, string>> = {
  0: "NOERROR",
  1: "FORMERR",
  2: "SERVFAIL",
  3: "NXDOMAIN",
  4: "NOTIMP",
  5: "REFUSED",
  6: "YXDOMAIN",
  9: "NOTAUTH",
  16: "BADVERS",
  23: "BADCOOKIE",
};

function nonZero(counts: readonly number[]): Map<number, number> {
  return new Map([...counts.entries()].filter(([, count]) => count > 0));
}
