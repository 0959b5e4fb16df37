/**
 * Collects the garbage of the calling thread now. For the few moments when the engine does not know
 * how much hangs on a little garbage: after a big load, and when a big zone's shared memory was
 * replaced, whose last references are some small objects in each thread. A serving worker makes no
 * garbage, so it would never collect by itself. Takes 5 to 15 milliseconds of a worker, some tens of
 * the main thread.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

let collect: (() => void) | null = null;

export function trimHeap(): void {
  if (collect === null) {
    // The engine shows its collector only to contexts that are made while this flag is set.
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("gc") as () => void;
    setFlagsFromString("--no-expose-gc");
  }
  collect();
}
