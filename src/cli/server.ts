/**
 * The life of a server: open the sockets, load the zones, answer, tell; then wait for signals.
 * Nothing is answered before all zones are loaded: a zone that is not there yet must not be
 * refused. What comes earlier waits in the sockets.
 */
import { availableParallelism } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { formatEndpoint } from "../config/endpoint.js";
import type { Settings } from "../config/settings.js";
import { readCounters } from "../observe/counter-reading.js";
import { EarlyLog } from "../observe/early-log.js";
import type { MetricSource } from "../observe/metric-source.js";
import { ReloadTally } from "../observe/reload-tally.js";
import { RotationLog } from "../observe/rotation-log.js";
import { describeServer, type LifeStage, type ServerStatus } from "../observe/status.js";
import { SteeringTally } from "../observe/steering-tally.js";
import { WorkerTally } from "../observe/worker-tally.js";
import { logZoneEvent } from "../observe/zone-log.js";
import { formatBanner, logBanner, namedApexes } from "./banner.js";
import type { LoadedSettings } from "./load-settings.js";
import { openParts, type ServerParts } from "./server-parts.js";
import { CommandFailure, exitCode, type Surroundings } from "./surroundings.js";
import { explainFault } from "./system-fault.js";
import { version } from "./version.js";

/** How long clients of TCP have to take their answers when the server stops. */
const drainMs = 5000;
/** How often memory of replaced zones is looked after. */
const reclaimMs = 1000;
/** The first answer comes first: what people read is loaded once zones are up, or after this. */
const outsideDelayMs = 4000;

/** Serves until a signal ends it; returns the exit code. */
export async function serve(loaded: LoadedSettings, around: Surroundings): Promise<number> {
  const startedAt = around.now();
  const log = new EarlyLog();
  const reloads = new ReloadTally();
  const udpWorkers = loaded.settings.workers ?? availableParallelism();
  const tally = new WorkerTally(udpWorkers);
  const steering = new SteeringTally();
  const rotationLog = new RotationLog(log, around.now);
  try {
    const parts = await openParts({ ...loaded.settings, workers: udpWorkers }, around, {
      onZoneEvent: (event) => {
        reloads.take(event, around.now());
        logZoneEvent(log, event);
      },
      onWorkersEvent: (event) => tally.take(event, log),
      onRotationEvent: (event) => {
        steering.take(event);
        rotationLog.take(event);
      },
    });
    const told = { tally, reloads, steering, rotationLog };
    const server = new Server({ loaded, around, log, parts, ...told, startedAt });
    return await server.run();
  } finally {
    // If the start failed, what led to it is told in the log's own form, before the fault.
    await flushLog(log, loaded.settings, around);
  }
}

interface ServerOptions {
  readonly loaded: LoadedSettings;
  readonly around: Surroundings;
  readonly log: EarlyLog;
  readonly parts: ServerParts;
  readonly tally: WorkerTally;
  readonly reloads: ReloadTally;
  readonly steering: SteeringTally;
  readonly rotationLog: RotationLog;
  readonly startedAt: number;
}

class Server {
  readonly #options: ServerOptions;
  readonly #source: MetricSource;
  #stage: LifeStage = "starting";

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#source = metricSource(options);
  }

  async run(): Promise<number> {
    const { around, log, parts, loaded, rotationLog } = this.#options;
    const { zones, workers, image, gate, rotation } = parts;
    const serving = this.#startServing();
    const stopped = this.#listenToSignals(serving);
    const outside = this.#openOutside(serving);
    const reclaim = setInterval(() => {
      image.reclaim();
      rotationLog.flush();
    }, reclaimMs);
    try {
      const stoppedEarly = await Promise.race([serving, stopped]);
      if (stoppedEarly !== undefined) return stoppedEarly;
      // From here on a fault of the control plane costs what it did, never the answers.
      around.onFault((fault) => log.error("unexpected fault", { reason: describeFault(fault) }));
      this.#stage = "ready";
      if (loaded.settings.reload.watch) zones.watch();
      await outside;
      this.#sayHello();
      return await stopped;
    } finally {
      const neverServed = this.#stage === "starting";
      this.#stage = "stopping";
      gate.cancel();
      clearInterval(reclaim);
      await workers.stop(drainMs);
      closeAdmin(parts);
      await rotation.close();
      // A load that nobody waits for any more ends with the process: what it has kept on disk is
      // whole at any time.
      if (neverServed) void zones.close();
      else await zones.close();
    }
  }

  /** Zones and workers get ready side by side; resolves when queries are answered. */
  async #startServing(): Promise<void> {
    const { zones, workers, gate } = this.#options.parts;
    const loaded = zones.start().then(() => gate.open());
    const started = workers.start().catch((error: unknown) => {
      throw new CommandFailure(explainFault(error, "start the workers"));
    });
    await Promise.all([loaded, started]);
  }

  /** Resolves with the exit code when a signal says stop. */
  #listenToSignals(serving: Promise<void>): Promise<number> {
    const { around, log, parts } = this.#options;
    around.onSignal("SIGHUP", () => {
      // While zones are loading for the first time it waits for that: a change may have come late.
      serving
        .then(() => {
          parts.rotation.reload();
          return parts.zones.reload({ reason: "signal" });
        })
        .catch((error: unknown) => log.error("reload failed", { reason: describeFault(error) }));
    });
    return new Promise((resolve) => {
      let signals = 0;
      for (const name of ["SIGTERM", "SIGINT"] as const) {
        around.onSignal(name, () => {
          signals++;
          if (signals > 1) around.exit(exitCode.failure);
          log.info("stopping", { signal: name });
          resolve(exitCode.success);
        });
      }
    });
  }

  /** The log first, then the admin endpoint; a fault there is told and serving goes on. */
  async #openOutside(serving: Promise<unknown>): Promise<void> {
    const { around, log, parts, loaded } = this.#options;
    await Promise.race([serving.catch(() => {}), delay(outsideDelayMs)]);
    await flushLog(log, loaded.settings, around);
    for (const warning of loaded.warnings) log.warn(warning);
    try {
      // Only now: see server-outside.ts.
      const { openOutside } = await import("./server-outside.js");
      await openOutside({
        parts,
        source: this.#source,
        token: loaded.settings.admin.token,
        log,
        around,
        stage: () => this.#stage,
        status: () => this.#status(),
      });
    } catch (error) {
      log.error("the admin endpoint failed", { reason: describeFault(error) });
    }
  }

  #status(): ServerStatus {
    const { parts, startedAt } = this.#options;
    const identity = {
      pid: process.pid,
      stage: this.#stage,
      startedAt,
      listen: parts.listen.map(formatEndpoint),
      admin: formatEndpoint(parts.adminPort.endpoint),
      residentBytes: process.memoryUsage.rss(),
    };
    return describeServer(identity, this.#source);
  }

  #sayHello(): void {
    const { around, loaded, parts, log, startedAt } = this.#options;
    const started = {
      status: this.#status(),
      configFile: loaded.file,
      zonesFolder: loaded.settings.zones,
      apexes: namedApexes(parts.zones.status()),
      milliseconds: around.now() - startedAt,
    };
    if (logFormat(loaded.settings, around) === "text") around.print(formatBanner(started));
    else logBanner(log, started);
  }
}

function metricSource(options: ServerOptions): MetricSource {
  const { parts, tally, reloads, steering, around } = options;
  const { counters, udpWorkers, workers, zones, image, rotation } = parts;
  const udpRows = Array.from({ length: udpWorkers }, (_, row) => row);
  return {
    counts: () => [
      readCounters(counters, udpRows, "udp"),
      readCounters(counters, [udpWorkers], "tcp"),
    ],
    workers: () => tally.counts(),
    zones,
    imageBytes: () => image.bytesInUse,
    reloads,
    rotation,
    steering,
    build: { version, udpMode: workers.mode },
    now: around.now,
  };
}

/** Opens the log and hands over what waited for it; does nothing the second time. */
async function flushLog(log: EarlyLog, settings: Settings, around: Surroundings): Promise<void> {
  if (log.isOpen) return;
  const { openLog } = await import("../observe/log.js");
  const format = logFormat(settings, around);
  const write = (line: string) => around.print(line);
  log.flush(openLog({ level: settings.log.level, format, write, now: around.now }));
}

function logFormat({ log }: Settings, { isTerminal }: Surroundings): "json" | "text" {
  if (log.format !== "auto") return log.format;
  return isTerminal ? "text" : "json";
}

function closeAdmin({ adminPort }: ServerParts): void {
  adminPort.server.close();
  adminPort.server.closeAllConnections();
}

function describeFault(fault: unknown): string {
  return fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
}
