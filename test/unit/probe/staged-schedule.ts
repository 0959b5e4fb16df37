/** A schedule on a virtual clock, whose checks end when the test says so. */

import { seededRandom } from "../../../src/base/seeded-random.js";
import { type CheckOutcome, type EndCheck, failed, passed } from "../../../src/probe/check.js";
import type {
  PlannedProbe,
  ProbeChange,
  ProbeNews,
} from "../../../src/probe/probe-thread-messages.js";
import { Schedule } from "../../../src/probe/schedule.js";
import { VirtualClock } from "./virtual-clock.js";

export interface Start {
  readonly key: string;
  readonly atMs: number;
  readonly end: EndCheck;
  stopped: boolean;
}

export class StagedSchedule {
  readonly clock = new VirtualClock();
  readonly starts: Start[] = [];
  readonly news: ProbeNews[] = [];
  /** Under way, and not stopped. */
  running = 0;
  runningMost = 0;
  /** What becomes of a check, and after how long; undefined if it never ends. */
  answer: (
    start: Start,
  ) => { readonly outcome: CheckOutcome; readonly afterMs: number } | undefined;
  readonly schedule: Schedule;

  constructor(options: { seed?: number; concurrencyMax?: number } = {}) {
    this.answer = () => ({ outcome: passed, afterMs: 5 });
    this.schedule = new Schedule({
      clock: this.clock,
      random: seededRandom(options.seed ?? 1),
      concurrencyMax: options.concurrencyMax ?? 1000,
      tell: (news) => this.news.push(news),
      start: (probe, end) => this.#start(probe, end),
    });
  }

  startsOf(key: string): number[] {
    return this.starts.filter((start) => start.key === key).map(({ atMs }) => atMs);
  }

  get changes(): ProbeChange[] {
    return this.news.flatMap((news) => (news.kind === "states" ? news.changes : []));
  }

  /** The last state that was told. */
  stateOf(key: string) {
    return this.changes.findLast((change) => change.key === key)?.state;
  }

  #start(probe: PlannedProbe, end: EndCheck) {
    const start: Start = { key: probe.key, atMs: this.clock.monotonicMs(), end, stopped: false };
    this.starts.push(start);
    this.running++;
    this.runningMost = Math.max(this.runningMost, this.running);
    const answer = this.answer(start);
    let over = false;
    const cancel = answer && this.clock.wake(answer.afterMs, () => !over && end(answer.outcome));
    return () => {
      if (over) return;
      over = true;
      start.stopped = true;
      this.running--;
      cancel?.();
    };
  }
}

export const refused = failed("refused");
