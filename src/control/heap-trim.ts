/**
 * Gives back heap after a big load or a look at very many files: their garbage is old by then, and
 * the engine would keep it until the heap has doubled. A full collection takes some tens of
 * milliseconds of the main thread, which answers no queries.
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
