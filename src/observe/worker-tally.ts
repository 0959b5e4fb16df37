/** Which workers live and how often they were replaced, from the events of their supervisor. */
import type { WorkersEvent } from "../net/workers.js";
import type { TransportName } from "./counter-reading.js";
import type { Log } from "./log.js";
import type { WorkerCounts } from "./metric-source.js";

export class WorkerTally {
  /** Rows below it are of UDP workers, the row itself is the stream worker's. */
  readonly #streamRow: number;
  readonly #alive = new Set<number>();
  readonly #restarts = new Map<number, number>();

  constructor(streamRow: number) {
    this.#streamRow = streamRow;
  }

  take(event: WorkersEvent, log: Log): void {
    if (event.kind === "udp-mode") {
      const { mode, reason } = event;
      log.info("UDP mode chosen", { mode, ...(reason !== undefined && { reason }) });
    } else if (event.kind === "worker-started") {
      const { worker, row, restarts } = event;
      this.#alive.add(row);
      if (restarts > 0) log.warn("worker replaced", { worker, restarts });
      else log.debug("worker started", { worker });
    } else {
      const { worker, row, reason, stack, packetHex, deaths, restartInMs } = event;
      this.#alive.delete(row);
      this.#restarts.set(row, deaths);
      log.error("worker died", { worker, reason, packetHex, deaths, restartInMs, stack });
    }
  }

  counts(): WorkerCounts[] {
    return (["udp", "tcp"] as const).map((transport) => {
      const isOfTransport = (row: number) => this.#transportOf(row) === transport;
      const restarts = [...this.#restarts].filter(([row]) => isOfTransport(row));
      return {
        transport,
        alive: [...this.#alive].filter(isOfTransport).length,
        restarts: restarts.reduce((sum, [, count]) => sum + count, 0),
      };
    });
  }

  #transportOf(row: number): TransportName {
    return row < this.#streamRow ? "udp" : "tcp";
  }
}
