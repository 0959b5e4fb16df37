/** The metrics page of the server: the table of `metric-table.ts`. */
import type { ZoneStatus } from "../control/zone-events.js";
import { type MetricsPage, openPage } from "./metric-page.js";
import type { MetricSource } from "./metric-source.js";
import { type MetricView, metricTable } from "./metric-table.js";
import { digestSteering } from "./steering-digest.js";
import { digestZones } from "./zone-digest.js";

export function openMetrics(source: MetricSource): MetricsPage {
  // Only a page that is asked for lists the zones.
  return openPage(metricTable, () => viewOf(source, source.zones.status()));
}

function viewOf(source: MetricSource, zones: Iterable<ZoneStatus>): MetricView {
  const steered = digestSteering(source.rotation.zones());
  return { ...source, digest: digestZones(zones), steered };
}
