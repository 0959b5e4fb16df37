/** The metrics page: the table of `metric-table.ts` and the process's own numbers, by prom-client. */
import { collectDefaultMetrics, type Metric, Registry } from "prom-client";
import type { ZoneStatus } from "../control/zone-events.js";
import type { Sample } from "./metric-sample.js";
import type { MetricSource } from "./metric-source.js";
import { type MetricRow, type MetricView, metricTable } from "./metric-table.js";
import { digestSteering } from "./steering-digest.js";
import { digestZones } from "./zone-digest.js";

export interface MetricsPage {
  readonly contentType: string;
  /** The page, in the text format of Prometheus. */
  render(): Promise<string>;
}

export function openMetrics(source: MetricSource): MetricsPage {
  const registry = new Registry();
  const page = { view: viewOf(source, []) };
  for (const row of metricTable) registry.registerMetric(asMetric(row, () => page.view));
  // A look at the event loop ten times a second will do: each look is a wake-up of the main thread.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 });
  return {
    contentType: registry.contentType,
    render: () => {
      page.view = viewOf(source, source.zones.status());
      return registry.metrics();
    },
  };
}

function viewOf(source: MetricSource, zones: Iterable<ZoneStatus>): MetricView {
  const steered = digestSteering(source.rotation.zones());
  return { ...source, digest: digestZones(zones), steered };
}

/**
 * prom-client's own metrics keep values that are bumped; ours are kept by the workers and read when
 * asked. The registry needs no more of a metric than its name and `get`.
 */
function asMetric(row: MetricRow, view: () => MetricView): Metric {
  const { name, help, type } = row;
  const get = async () => ({
    name,
    help,
    type,
    aggregator: "sum",
    values: row.read(view()).map((sample) => ({
      labels: sample.labels,
      value: sample.value,
      ...metricName(name, sample),
    })),
  });
  return { name, help, type, get } as unknown as Metric;
}

function metricName(name: string, { suffix }: Sample): { metricName?: string } {
  return suffix === undefined ? {} : { metricName: `${name}${suffix}` };
}
