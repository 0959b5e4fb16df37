/** A metrics page: a table of metrics and the process's own numbers, by prom-client. */
import { collectDefaultMetrics, type Metric, Registry } from "prom-client";
import type { Sample } from "./metric-sample.js";

export interface PageRow<View> {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly labels: readonly string[];
  readonly help: string;
  read(view: View): Sample[];
}

export interface MetricsPage {
  readonly contentType: string;
  /** The page, in the text format of Prometheus. */
  render(): Promise<string>;
}

/** `look` is called once for each page that is asked for. */
export function openPage<View>(rows: readonly PageRow<View>[], look: () => View): MetricsPage {
  const registry = new Registry();
  const page: { view: View | undefined } = { view: undefined };
  for (const row of rows) registry.registerMetric(asMetric(row, () => (page.view ??= look())));
  // A look at the event loop ten times a second will do: each look is a wake-up of the main thread.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 });
  return {
    contentType: registry.contentType,
    render: () => {
      page.view = look();
      return registry.metrics();
    },
  };
}

/**
 * prom-client's own metrics keep values that are bumped; ours are kept by the workers and read when
 * asked. The registry needs no more of a metric than its name and `get`.
 */
function asMetric<View>(row: PageRow<View>, view: () => View): Metric {
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
