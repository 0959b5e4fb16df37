/** One probe as the schedule holds it. */
import type { ProbeState } from "../steering/state.js";
import { nothingToStop, type StopCheck } from "./check.js";
import type { Due } from "./due-heap.js";
import type { PlannedProbe } from "./probe-thread-messages.js";
import { ResultRing } from "./result-ring.js";
import { Tally } from "./tally.js";

export class ProbeSlot implements Due {
  state: ProbeState;
  readonly history = new ResultRing();
  readonly tally = new Tally();
  /** When it starts, or, while it is under way, when its time is out. */
  dueMs = 0;
  heapAt = -1;
  /**
   * `resting`: nothing to come; `waiting`: for its time; `queued`: its time has come, but too many
   * are under way; `gone`: no longer wanted.
   */
  phase: "resting" | "waiting" | "queued" | "running" | "gone" = "resting";
  startedMs = 0;
  /** Counts starts, so that a word from a check that was given up is not taken for the next one's. */
  run = 0;
  stop: StopCheck = nothingToStop;
  /** Unix time when the state was last told. */
  toldAtMs = 0;
  warning = "";

  constructor(readonly probe: PlannedProbe) {
    this.state = probe.from;
  }

  get isPush(): boolean {
    return this.probe.monitor.check.type === "push";
  }
}
