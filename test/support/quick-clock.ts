/**
 * A clock whose waits are over at once, and count all the same: back-off and polling cost a test
 * nothing. Deadlines of calls end when they are aborted only: calls go to real sockets, which take
 * their own time.
 */
import type { Clock } from "../../src/provider/contract/clock.js";

/** The deadline of a call, as the desk has it. */
export const callDeadlineMs = 60_000;

export class QuickClock implements Clock {
  private now = Date.UTC(2026, 10, 22);

  /** Without, every wait that can be aborted is taken for a deadline. */
  constructor(private readonly isDeadline: (ms: number) => boolean = () => true) {}

  nowMs(): number {
    return this.now;
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted === true) resolve();
      else if (signal !== undefined && this.isDeadline(ms)) {
        signal.addEventListener("abort", () => resolve(), { once: true });
      } else {
        this.now += Math.max(0, ms);
        setImmediate(resolve);
      }
    });
  }
}
