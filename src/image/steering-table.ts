/**
 * The steering table: for each steered RRset in service, the address of the block that says what it
 * answers. Written by the main thread, one atomic word at a time; read by every worker.
 */
import { assert } from "../base/assert.js";
import { steeringSlotsMax } from "./layout.js";

interface Run {
  first: number;
  count: number;
}

export class SteeringTable {
  readonly memory = new SharedArrayBuffer(steeringSlotsMax * 4);
  private readonly words = new Int32Array(this.memory);
  /** Free slots: runs in order, none touching the next. */
  private readonly free: Run[] = [{ first: 0, count: steeringSlotsMax }];

  /** The first of `count` slots in a row, all of them empty; -1 for none. */
  take(count: number): number {
    if (count === 0) return -1;
    const at = this.free.findIndex((run) => run.count >= count);
    assert(at !== -1, "the image has at most 1,048,576 steered RRsets");
    const run = this.free[at]!;
    const { first } = run;
    run.first += count;
    run.count -= count;
    if (run.count === 0) this.free.splice(at, 1);
    return first;
  }

  /** Gives slots back, which nobody reads any more. */
  give(first: number, count: number): void {
    this.words.fill(0, first, first + count);
    let at = this.free.findIndex((run) => run.first > first);
    if (at === -1) at = this.free.length;
    const before = this.free[at - 1];
    const after = this.free[at];
    if (before !== undefined && before.first + before.count === first) {
      before.count += count;
      if (after?.first !== before.first + before.count) return;
      before.count += after.count;
      this.free.splice(at, 1);
    } else if (after?.first === first + count) {
      after.first = first;
      after.count += count;
    } else this.free.splice(at, 0, { first, count });
  }

  isTaken(slot: number): boolean {
    const inside = slot >= 0 && slot < steeringSlotsMax;
    return inside && !this.free.some(({ first, count }) => slot >= first && slot < first + count);
  }

  /** Puts a block's address into a slot, 0 for none; returns what was there. */
  replace(slot: number, address: number): number {
    return Atomics.exchange(this.words, slot, address);
  }
}
