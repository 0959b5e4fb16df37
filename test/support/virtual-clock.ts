/**
 * A clock that only moves when a test lets it: waits are kept in a list, and `drive` steps from one
 * to the next whenever all else has come to rest. A roll-out with a soak of an hour takes a
 * millisecond, and the same seed gives the same run.
 */
import type { Clock } from "../../src/provider/contract/clock.js";

interface Wait {
  readonly atMs: number;
  readonly order: number;
  readonly end: () => void;
}

/** Turns of the event loop without a wait to step to, after which a promise counts as stuck. */
const idleTurnsMax = 20_000;
/** Turns that are let pass before time moves: more than any chain of promises without I/O takes. */
const restTurns = 2;

export class VirtualClock implements Clock {
  private now: number;
  private waits: Wait[] = [];
  private order = 0;

  constructor(startMs = Date.UTC(2026, 10, 22)) {
    this.now = startMs;
  }

  nowMs(): number {
    return this.now;
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        this.waits = this.waits.filter((other) => other !== wait);
        signal?.removeEventListener("abort", end);
        resolve();
      };
      const wait: Wait = { atMs: this.now + Math.max(0, ms), order: this.order++, end };
      this.waits.push(wait);
      signal?.addEventListener("abort", end);
    });
  }

  /** Milliseconds until each wait under way ends, soonest first. */
  pending(): number[] {
    return this.waits.map(({ atMs }) => atMs - this.now).sort((a, b) => a - b);
  }

  /** Whoever waits is dead: as if the process had been killed. */
  async forget(): Promise<void> {
    for (let i = 0; i < 20; i++) await rest();
    this.waits = [];
  }

  /** Moves on by `ms`, ending the waits on the way, each at its time. */
  async advance(ms: number): Promise<void> {
    const until = this.now + ms;
    await rest();
    for (let next = this.next(); next !== undefined && next.atMs <= until; next = this.next()) {
      this.now = next.atMs;
      next.end();
      await rest();
    }
    this.now = until;
  }

  /** What `work` comes to, with time moved on whenever nothing but waits is left. */
  async drive<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const mark = () => {
      isDone = true;
    };
    work.then(mark, mark);
    for (let idle = 0; !isDone; ) {
      await rest();
      if (isDone) break;
      const next = this.next();
      if (next === undefined) {
        if (++idle > idleTurnsMax)
          throw new Error("the clock has nothing to wait for, and the work no end");
        continue;
      }
      idle = 0;
      this.now = Math.max(this.now, next.atMs);
      next.end();
    }
    return work;
  }

  private next(): Wait | undefined {
    let first: Wait | undefined;
    for (const wait of this.waits) {
      if (
        first === undefined ||
        wait.atMs < first.atMs ||
        (wait.atMs === first.atMs && wait.order < first.order)
      ) {
        first = wait;
      }
    }
    return first;
  }
}

async function rest(): Promise<void> {
  for (let i = 0; i < restTurns; i++) await new Promise((resolve) => setImmediate(resolve));
}
