/** Metrics of `fivenines sync drive`, from what it has counted. */
import type { DriveTally } from "../provider/driven/drive-event.js";
import type { PageRow } from "./metric-page.js";

export const driveMetrics: readonly PageRow<DriveTally>[] = [
  counter("rounds", "Looks at what the server answers.", ({ rounds }) => rounds),
  counter("blind_rounds", "Looks at which that was not known.", ({ blind }) => blind),
  counter("pushes", "Pushes that a provider took.", ({ pushes }) => pushes),
  counter("changes", "RRsets changed by them.", ({ changes }) => changes),
  counter("failures", "Pushes that failed; each is tried again.", ({ failures }) => failures),
  counter(
    "unproven_pushes",
    "Pushes that the provider's nameservers did not serve, or were not asked for.",
    ({ unproven }) => unproven,
  ),
  {
    name: "fivenines_drive_waiting_rrsets",
    type: "gauge",
    labels: [],
    help: "RRsets that wait for their pause, or for the hour of their provider.",
    read: ({ waiting }) => [{ labels: {}, value: waiting }],
  },
];

function counter(
  what: string,
  help: string,
  read: (tally: DriveTally) => number,
): PageRow<DriveTally> {
  return {
    name: `fivenines_drive_${what}_total`,
    type: "counter",
    labels: [],
    help,
    read: (tally) => [{ labels: {}, value: read(tally) }],
  };
}
