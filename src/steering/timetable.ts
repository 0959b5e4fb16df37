/** When a plan may change although nothing new is told: the soonest of many times. */
export class Timetable {
  #wakeAtMs: number | null = null;

  constructor(private readonly nowMs: number) {}

  /** At a Unix time in milliseconds; what is not in the future is no reason to wake. */
  wake(atMs: number | null): void {
    if (atMs === null || !(atMs > this.nowMs)) return;
    if (this.#wakeAtMs === null || atMs < this.#wakeAtMs) this.#wakeAtMs = atMs;
  }

  get wakeAtMs(): number | null {
    return this.#wakeAtMs;
  }
}
