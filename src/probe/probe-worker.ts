/** The probing thread as its supervisor sees it, made of a `worker_threads` Worker. */
import { Worker } from "node:worker_threads";
import type { ProbeNews, ProbeOrder, ProbeSettings } from "./probe-thread-messages.js";

export interface ProbeWorker {
  post(order: ProbeOrder): void;
  listen(onNews: (news: ProbeNews) => void, onEnd: (reason: string) => void): void;
  end(): void;
}

/** `entry` is the compiled probe-thread.js beside this file; tests name the one in `dist`. */
export function startProbeWorker(
  settings: ProbeSettings,
  entry: URL = new URL("./probe-thread.js", import.meta.url),
): ProbeWorker {
  const worker = new Worker(entry, {
    workerData: settings,
    name: "probes",
    // Sockets come and go by the thousand; they are closed where they were opened.
    trackUnmanagedFds: false,
  });
  // Probes never keep a process alive that has nothing else to do.
  worker.unref();
  return {
    post: (order) => worker.postMessage(order),
    listen: (onNews, onEnd) => {
      let reason: string | undefined;
      worker.on("message", onNews);
      worker.on("error", (error) => {
        reason = error instanceof Error ? error.message : String(error);
      });
      worker.on("exit", (code) => onEnd(reason ?? `it ended with code ${code}`));
    },
    end: () => void worker.terminate(),
  };
}
