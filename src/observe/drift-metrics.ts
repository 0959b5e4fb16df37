/** Metrics of `fivenines sync drift --watch`, from what it has counted. */
import type { DriftTally } from "../provider/drift/drift-tally.js";
import type { PageRow } from "./metric-page.js";
import type { Sample } from "./metric-sample.js";

export const driftMetrics: readonly PageRow<DriftTally>[] = [
  {
    name: "fivenines_drift_findings",
    type: "gauge",
    labels: ["class"],
    help: "Differences that the last look found, by class.",
    read: ({ findings }) =>
      Object.entries(findings).map(([name, value]) => ({ labels: { class: name }, value })),
  },
  {
    name: "fivenines_drift_unknown_members",
    type: "gauge",
    labels: [],
    help: "Zones at providers that could not be looked at in the last look.",
    read: ({ unknown }) => one(unknown),
  },
  {
    name: "fivenines_drift_last_look_timestamp_seconds",
    type: "gauge",
    labels: [],
    help: "When the last look ended, Unix time; 0 before the first.",
    read: ({ lastLookMs }) => one(lastLookMs / 1000),
  },
  {
    name: "fivenines_drift_looks_total",
    type: "counter",
    labels: [],
    help: "Looks at zones of which some had moved.",
    read: ({ looks }) => one(looks),
  },
  {
    name: "fivenines_drift_skipped_members_total",
    type: "counter",
    labels: [],
    help: "Zones at providers that were left out of a look, as their serial had not moved.",
    read: ({ skipped }) => one(skipped),
  },
  {
    name: "fivenines_drift_reverted_total",
    type: "counter",
    labels: [],
    help: "Changes put back at providers.",
    read: ({ reverted }) => one(reverted),
  },
  {
    name: "fivenines_drift_adopted_total",
    type: "counter",
    labels: [],
    help: "Changes taken over into zone files.",
    read: ({ adopted }) => one(adopted),
  },
  {
    name: "fivenines_drift_webhooks_total",
    type: "counter",
    labels: ["outcome"],
    help: "Webhooks told of drift, by outcome: `sent` or `failed`.",
    read: ({ webhooksSent, webhooksFailed }) => [
      { labels: { outcome: "sent" }, value: webhooksSent },
      { labels: { outcome: "failed" }, value: webhooksFailed },
    ],
  },
];

function one(value: number): Sample[] {
  return [{ labels: {}, value }];
}
