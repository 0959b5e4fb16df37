/** Counts loads and reloads for the metrics page. */
import type { ZoneEvent } from "../control/zone-events.js";
import type { ReloadCounts } from "./metric-source.js";

export class ReloadTally implements ReloadCounts {
  done = 0;
  refused = 0;
  lastAt = 0;

  take(event: ZoneEvent, now: number): void {
    if (event.kind === "reload-refused") this.refused++;
    if (event.kind !== "reload-done") return;
    this.done++;
    this.lastAt = now;
  }
}
