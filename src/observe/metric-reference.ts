/** `docs/reference/metrics.md`, from the tables of metrics. */
import { limits } from "../base/limits.js";
import { driftMetrics } from "./drift-metrics.js";
import { driveMetrics } from "./drive-metrics.js";
import type { PageRow } from "./metric-page.js";
import { metricTable } from "./metric-table.js";

export function metricReference(): string {
  return `${head}\n${table(metricTable)}\n${drift}\n${table(driftMetrics)}\n${drive}\n${table(driveMetrics)}`;
}

function table<View>(metrics: readonly PageRow<View>[]): string {
  const rows = metrics.map(({ name, type, labels, help }) => {
    const named = labels.map((label) => `\`${label}\``).join(", ");
    return `| \`${name}\` | ${type} | ${named} | ${help} |`;
  });
  return `| name | type | labels | what it tells |\n|---|---|---|---|\n${rows.join("\n")}\n`;
}

const head = `# Metrics

<!-- Made from the tables of src/observe by \`fivenines reference\`: do not edit by hand. -->

\`GET /metrics\` of the admin endpoint, in the text format of Prometheus. Workers count in shared
memory; the numbers are put together when the page is asked for, so scraping costs queries nothing.
Counters belong to a worker's place: they go on when a worker is replaced, and begin at 0 when the
server starts. \`/healthz\` asks the server itself a question, which is counted like any other.

Zones have series of their own up to ${limits.zoneSeriesMax} zones; above that the first ${limits.zoneSeriesMax} and those that are
broken do, and \`fivenines_zone_series_omitted\` tells how many do not. \`/zones\` lists all. So it is
with targets of health steering: up to ${limits.targetSeriesMax}, and those that do not serve; \`/steering\` lists all.

Besides these there are the usual \`process_…\` and \`nodejs_…\` metrics.
`;

const drift = `## Of the watch for drift

\`GET /metrics\` where \`fivenines sync drift --watch --metrics ADDR:PORT\` listens.
`;

const drive = `## Of driven steering

\`GET /metrics\` where \`fivenines sync drive --metrics ADDR:PORT\` listens.
`;
