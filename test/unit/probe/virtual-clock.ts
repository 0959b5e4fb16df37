/** A clock that goes when it is told to, and can stand still as a stopped thread does. */
import type { ProbeClock } from "../../../src/probe/probe-clock.js";

interface Timer {
  readonly atMs: number;
  readonly run: () => void;
}

export class VirtualClock implements ProbeClock {
  #nowMs = 1000;
  readonly #timers = new Set<Timer>();
  readonly #soon: (() => void)[] = [];

  monotonicMs(): number {
    return this.#nowMs;
  }

  unixMs(): number {
    return 1_700_000_000_000 + this.#nowMs;
  }

  wake(afterMs: number, run: () => void): () => void {
    // As Node has it: whole milliseconds, at least one.
    const timer = { atMs: this.#nowMs + Math.max(1, Math.trunc(afterMs)), run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  soon(run: () => void): void {
    this.#soon.push(run);
  }

  /** Lets so much time pass; timers run when they are due. */
  advance(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (let next = this.#next(endMs); next !== undefined; next = this.#next(endMs)) {
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.run();
      // Timers of one millisecond run in one turn.
      if (this.#next(this.#nowMs) === undefined) this.turn();
    }
    this.#nowMs = endMs;
  }

  /** Time passes, but nothing runs. */
  freeze(ms: number): void {
    this.#nowMs += ms;
  }

  /** The end of a turn of the loop. */
  turn(): void {
    for (const run of this.#soon.splice(0)) run();
  }

  #next(endMs: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.atMs <= endMs && (first === undefined || timer.atMs < first.atMs)) first = timer;
    }
    return first;
  }
}
