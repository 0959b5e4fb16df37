/**
 * A clock whose waits are over at once, and count all the same: back-off and polling cost a test
 * nothing. A wait that can be aborted is taken for a deadline, which real calls must not meet, and
 * ends when it is aborted.
 */
import type { Clock } from "../../src/provider/contract/clock.js";

export class QuickClock implements Clock {
  private now = Date.UTC(2026, 10, 22);

  nowMs(): number {
    return this.now;
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted === true) resolve();
      else if (signal !== undefined)
        signal.addEventListener("abort", () => resolve(), { once: true });
      else {
        this.now += Math.max(0, ms);
        setImmediate(resolve);
      }
    });
  }
}
