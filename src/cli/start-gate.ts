/**
 * Holds the workers back until all zones are loaded: their threads start and load their code while
 * the zones are read, and none answers before there is something to answer from.
 */

const closed = 0;
const open = 1;
const cancelled = 2;

export class StartGate {
  readonly shared = new SharedArrayBuffer(4);
  readonly #word = new Int32Array(this.shared);

  open(): void {
    this.#set(open);
  }

  /** The start failed: workers that wait end instead of serving. No effect once it is open. */
  cancel(): void {
    if (Atomics.load(this.#word, 0) === closed) this.#set(cancelled);
  }

  #set(state: number): void {
    Atomics.store(this.#word, 0, state);
    Atomics.notify(this.#word, 0);
  }
}

/** For a worker: blocks its thread while the gate is closed; false if the start was cancelled. */
export function passGate(shared: SharedArrayBuffer): boolean {
  const word = new Int32Array(shared);
  Atomics.wait(word, 0, closed);
  return Atomics.load(word, 0) === open;
}
