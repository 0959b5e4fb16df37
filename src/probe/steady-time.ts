/**
 * Time that stands still while this thread does. A thread that is stopped (SIGSTOP, a long garbage
 * collection, a machine that has no processor to spare) cannot read answers that are long there;
 * were its time to go on, the time-outs that it finds over would be blamed on the targets, and all
 * probes that came due meanwhile would start at once.
 *
 * The thread beats: it is back within `beatMs` if nothing holds it up. A longer gap is a stall. It is
 * noticed by whatever runs first afterwards, an answer or the timer.
 */
import type { ProbeClock } from "./probe-clock.js";

export const beatMs = 20;
/** Shorter gaps are the jitter of any machine; half of the shortest interval that probes may have. */
const stallMs = 50;

export class SteadyTime {
  readonly #clock: ProbeClock;
  readonly #onStall: (gapMs: number, nowMs: number) => void;
  #beatAtMs: number;
  #lostMs = 0;

  /** `onStall` has the whole gap, and the time after it. */
  constructor(clock: ProbeClock, onStall: (gapMs: number, nowMs: number) => void) {
    this.#clock = clock;
    this.#onStall = onStall;
    this.#beatAtMs = clock.monotonicMs();
  }

  now(): number {
    const realMs = this.#clock.monotonicMs();
    const gapMs = realMs - this.#beatAtMs;
    if (gapMs > stallMs) {
      this.#lostMs += gapMs - beatMs;
      this.#beatAtMs = realMs;
      this.#onStall(gapMs, realMs - this.#lostMs);
    }
    return realMs - this.#lostMs;
  }

  /** The thread is back. */
  beat(): number {
    const nowMs = this.now();
    this.#beatAtMs = nowMs + this.#lostMs;
    return nowMs;
  }
}
