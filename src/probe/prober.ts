/**
 * The probing thread without its thread: orders in, news out. What is real (clock, sockets, chance)
 * is made by `probe-thread.ts`, or by a test.
 */
import type { EndCheck, StopCheck } from "./check.js";
import type { ProbeClock } from "./probe-clock.js";
import type { PlannedProbe, ProbeNews, ProbeOrder } from "./probe-thread-messages.js";
import { Schedule } from "./schedule.js";

export interface ProberParts {
  readonly clock: ProbeClock;
  readonly random: () => number;
  readonly start: (probe: PlannedProbe, end: EndCheck) => StopCheck;
  readonly tell: (news: ProbeNews) => void;
  readonly concurrencyMax: number;
  /** After `stop`. */
  readonly onStop: () => void;
}

export class Prober {
  readonly #parts: ProberParts;
  readonly #schedule: Schedule;

  constructor(parts: ProberParts) {
    this.#parts = parts;
    this.#schedule = new Schedule(parts);
  }

  receive(order: ProbeOrder): void {
    switch (order.kind) {
      case "probes":
        this.#schedule.set(order.probes);
        return;
      case "push":
        this.#schedule.push(order.key, order.ok, order.reason);
        return;
      case "history": {
        const of = this.#schedule.history(order.keys);
        this.#parts.tell({ kind: "history", id: order.id, of });
        return;
      }
      case "stop":
        this.#schedule.close();
        this.#parts.onStop();
    }
  }
}
