/** One walk over all zones for a whole page of metrics: with 100,000 zones, each walk counts. */
import { limits } from "../base/limits.js";
import type { SourceState, ZoneStatus } from "../control/zone-events.js";

export interface ZoneDigest {
  readonly bySource: Readonly<Record<SourceState, number>>;
  /** Records in service. */
  readonly records: number;
  /** Zones with series of their own: the first so many, and broken ones wherever they stand. */
  readonly listed: readonly ZoneStatus[];
  readonly omitted: number;
}

export function digestZones(zones: Iterable<ZoneStatus>): ZoneDigest {
  const bySource = { ok: 0, broken: 0, removed: 0 };
  const listed: ZoneStatus[] = [];
  let records = 0;
  let seen = 0;
  for (const zone of zones) {
    seen++;
    bySource[zone.source]++;
    records += zone.serving?.records ?? 0;
    const isOwn = seen <= limits.zoneSeriesMax || zone.source === "broken";
    // Even if everything is broken, the page stays readable.
    if (isOwn && listed.length < 2 * limits.zoneSeriesMax) listed.push(zone);
  }
  return { bySource, records, listed, omitted: seen - listed.length };
}
