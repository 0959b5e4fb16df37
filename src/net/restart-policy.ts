/**
 * When a dead worker is replaced: at once, as long as deaths are rare; later and later when they
 * follow each other, so that a packet that kills does not turn the machine into a thread factory.
 * Where nobody else serves, waiting would be an outage, so the wait stays short.
 */
const window = 10_000;
const freeDeaths = 3;
const firstDelayMs = 100;
const delayMsMax = 1_000;
/** A thread takes longer than this to start: the pause only keeps one core from spinning. */
const aloneDelayMsMax = 20;

export class RestartPolicy {
  #deaths: number[] = [];

  /** A worker died at `nowMs`: how long to wait before its successor starts. */
  delayMs(nowMs: number, othersServe: boolean): number {
    this.#deaths = this.#deaths.filter((at) => nowMs - at < window);
    this.#deaths.push(nowMs);
    const excess = this.#deaths.length - freeDeaths;
    if (excess <= 0) return 0;
    const delay = Math.min(firstDelayMs * 2 ** (excess - 1), delayMsMax);
    return othersServe ? delay : Math.min(delay, aloneDelayMsMax);
  }
}
