/** The part of the steering's state that a request asks for. */
import type { RotationPort, SteeredZone } from "../rotation/rotation-port.js";
import type { Standing } from "../steering/plan.js";
import { overviewOf, type RrsetOverview } from "../steering/status.js";
import type { ProbeResult } from "../steering/verdict.js";

export interface SteeringListQuery {
  readonly offset: number;
  readonly limit: number;
  /** Well ones too. */
  readonly all: boolean;
  readonly zone?: string;
}

export interface SteeringList {
  readonly nowMs: number;
  readonly prober: RotationPort["prober"];
  readonly zones: number;
  readonly targets: number;
  readonly standings: Readonly<Partial<Record<Standing, number>>>;
  readonly overrides: number;
  /** RRsets that match, of which `rrsets` is a part. */
  readonly total: number;
  readonly offset: number;
  readonly rrsets: readonly (RrsetOverview & { readonly apex: string })[];
}

export function listSteering(
  rotation: RotationPort,
  query: SteeringListQuery,
  nowMs: number,
): SteeringList {
  const standings: Partial<Record<Standing, number>> = {};
  const rrsets: (RrsetOverview & { apex: string })[] = [];
  let zones = 0;
  let targets = 0;
  let total = 0;
  for (const zone of chosenZones(rotation, query.zone)) {
    const overview = overviewOf(zone.config, zone.plan, zone.plannedAtMs);
    zones++;
    targets += overview.targets;
    for (const [standing, count] of Object.entries(overview.standings) as [Standing, number][]) {
      standings[standing] = (standings[standing] ?? 0) + count;
    }
    for (const rrset of overview.rrsets) {
      if (!query.all && rrset.calm) continue;
      if (total >= query.offset && rrsets.length < query.limit) {
        rrsets.push({ apex: zone.apex, ...rrset });
      }
      total++;
    }
  }
  return {
    nowMs,
    prober: rotation.prober,
    zones,
    targets,
    standings,
    overrides: rotation.overrides.length,
    total,
    offset: query.offset,
    rrsets,
  };
}

export interface TraceList {
  /** Probes of the zone, of which `probes` is a part. */
  readonly total: number;
  readonly offset: number;
  readonly probes: readonly { readonly key: string; readonly results: readonly ProbeResult[] }[];
}

/** What the probes of a zone have said and was counted, as long as it is remembered. */
export async function traceOf(
  rotation: RotationPort,
  zone: SteeredZone,
  offset: number,
  limit: number,
): Promise<TraceList> {
  const chosen = zone.config.probes.slice(offset, offset + limit);
  const shared = new Map(chosen.map(({ key }) => [key, rotation.probeKey(zone.apex, key)]));
  const wanted = [...new Set(shared.values())].filter((key) => key !== undefined);
  const histories = new Map(
    (await rotation.history(wanted)).map(({ key, results }) => [key, results]),
  );
  return {
    total: zone.config.probes.length,
    offset,
    probes: chosen.map(({ key }) => {
      const results = histories.get(shared.get(key) ?? "") ?? [];
      return { key, results: results.filter(({ uncounted }) => uncounted !== true) };
    }),
  };
}

function chosenZones(rotation: RotationPort, apex: string | undefined): Iterable<SteeredZone> {
  if (apex === undefined) return rotation.zones();
  const zone = rotation.zone(apex);
  return zone === undefined ? [] : [zone];
}
