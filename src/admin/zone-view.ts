/** A zone as `/zones` tells it, and the part of the list that a request asks for. */
import type { Diagnostic } from "../base/diagnostic.js";
import type { SourceState, ZoneStatus } from "../control/zone-events.js";

export interface ZoneView {
  readonly apex: string;
  readonly file: string;
  /** State of the file; what is served is told by `serving`. */
  readonly source: SourceState;
  readonly since: string;
  readonly removalAt: string | null;
  readonly serving: {
    readonly serial: number;
    readonly origin: string;
    readonly records: number;
    readonly bytes: number;
    readonly since: string;
  } | null;
  readonly diagnostics: readonly Diagnostic[];
}

export interface ZoneListQuery {
  readonly offset: number;
  readonly limit: number;
  readonly source?: SourceState;
  /** Part of the apex. */
  readonly name?: string;
}

export interface ZoneList {
  /** Zones that match, of which `zones` is a part. */
  readonly total: number;
  readonly offset: number;
  readonly zones: readonly ZoneView[];
}

export function viewZone(zone: ZoneStatus): ZoneView {
  const iso = (unixMs: number) => new Date(unixMs).toISOString();
  const { serving } = zone;
  return {
    apex: zone.apex,
    file: zone.file,
    source: zone.source,
    since: iso(zone.sourceSince),
    removalAt: zone.removalAt === null ? null : iso(zone.removalAt),
    serving: serving === null ? null : { ...serving, since: iso(serving.since) },
    diagnostics: zone.diagnostics,
  };
}

export function listZones(zones: Iterable<ZoneStatus>, query: ZoneListQuery): ZoneList {
  const found: ZoneView[] = [];
  const name = query.name?.toLowerCase();
  let total = 0;
  for (const zone of zones) {
    if (query.source !== undefined && zone.source !== query.source) continue;
    if (name !== undefined && !zone.apex.includes(name)) continue;
    if (total >= query.offset && found.length < query.limit) found.push(viewZone(zone));
    total++;
  }
  return { total, offset: query.offset, zones: found };
}
