/** SIGINT and SIGTERM for commands that end what is under way; a second one ends the process. */
import { exitCode, type Surroundings } from "./surroundings.js";

export function stopSignal(around: Surroundings, onStop?: () => void): AbortSignal {
  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    around.onSignal(name, () => {
      if (stop.signal.aborted) around.exit(exitCode.failure);
      onStop?.();
      stop.abort();
    });
  }
  return stop.signal;
}
