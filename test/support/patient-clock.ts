/**
 * A clock whose waits are over at once and count all the same, so that hours cost a test nothing;
 * but the deadline of a call never comes: calls go to real sockets, which take their own time.
 */
import type { Clock } from "../../src/provider/contract/clock.js";

/** As the desk has it. */
const callDeadlineMs = 60_000;

export class PatientClock implements Clock {
  private now = Date.UTC(2026, 10, 22);

  nowMs(): number {
    return this.now;
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted === true) resolve();
      else if (signal !== undefined && ms === callDeadlineMs) {
        signal.addEventListener("abort", () => resolve(), { once: true });
      } else {
        this.now += Math.max(0, ms);
        setImmediate(resolve);
      }
    });
  }
}
