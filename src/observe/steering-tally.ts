/** Counts what becomes of targets for the metrics page. */
import type { RotationEvent } from "../rotation/rotation-events.js";
import type { Standing } from "../steering/state.js";
import type { SteeringCounts } from "./metric-source.js";

export class SteeringTally implements SteeringCounts {
  readonly transitions = new Map<Standing, number>();
  panics = 0;
  guardHolds = 0;
  stalls = 0;
  discarded = 0;

  take(event: RotationEvent): void {
    if (event.kind === "prober-stalled") {
      this.stalls++;
      this.discarded += event.discarded;
    }
    if (event.kind !== "planned") return;
    const planned = event.event;
    if (planned.kind === "panic") this.panics++;
    if (planned.kind === "guard-held") this.guardHolds++;
    // A target that is new has not changed.
    if (planned.kind !== "target" || planned.from === null) return;
    this.transitions.set(planned.to, (this.transitions.get(planned.to) ?? 0) + 1);
  }
}
