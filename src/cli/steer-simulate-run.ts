/** `fivenines steer simulate`: runs what the flags ask for, zone by zone. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { ZoneSteering } from "../steering/config.js";
import { everyLoss } from "../steering/simulation/every-loss.js";
import { summarize } from "../steering/simulation/run-summary.js";
import { probesMax, type Run, simulate } from "../steering/simulation/simulate.js";
import { readTrace, type TraceEntry } from "../steering/simulation/trace.js";
import { emptyMemory, type SteeringState } from "../steering/state.js";
import { loadSettings } from "./load-settings.js";
import {
  configurationsOf,
  runningConfigurations,
  type SteeredConfiguration,
} from "./steer-configurations.js";
import type { ConnectionFlags } from "./steer-connection.js";
import { formatLosses } from "./steer-loss-text.js";
import { painter } from "./steer-paint.js";
import {
  clientsOf,
  type ScenarioFlags,
  scenarioOf,
  unknownWish,
  wishesOf,
} from "./steer-scenario.js";
import { formatRun } from "./steer-simulate-text.js";
import { CommandFailure, exitCode, type Surroundings } from "./surroundings.js";

export interface SimulateFlags extends ConnectionFlags, ScenarioFlags {
  readonly zones?: string;
  readonly zone?: string;
  readonly live?: boolean;
  readonly replay?: string;
  readonly everyLoss?: boolean;
  readonly headroom?: number;
}

const headroomDefault = 1.5;
/** Longer recordings are read in parts. */
const traceBytesMax = 256 * 1024 * 1024;

export async function runSimulate(flags: SimulateFlags, around: Surroundings): Promise<number> {
  const { settings } = await loadSettings(flags, flags.config, around);
  const apex = flags.zone === undefined ? undefined : absolute(flags.zone);
  const found =
    flags.live === true
      ? await runningConfigurations(flags, apex, around)
      : configurationsOf(settings.zones, apex);
  if (flags.everyLoss === true) return judgeLosses(found, flags, around);
  const runs =
    flags.replay === undefined
      ? whatIf(found, flags, around)
      : replayed(found, flags.replay, flags, around);
  const told = runs.map((run) => ({ run, summary: summarize(run) }));
  if (flags.format === "json") {
    const json = told.map(({ run, summary }) => ({
      apex: run.scenario.config.apex,
      ...summary,
      events: run.events,
      eventsLost: run.eventsLost,
    }));
    around.print(`${JSON.stringify(json, null, 2)}\n`);
  } else {
    const paint = painter(around);
    around.print(told.map(({ run, summary }) => formatRun(run, summary, paint)).join("\n"));
  }
  const isOver = told.some(({ summary }) =>
    summary.rrsets.some(({ targets }) => targets.some(({ over }) => over)),
  );
  return isOver ? exitCode.failure : exitCode.success;
}

function whatIf(
  found: readonly SteeredConfiguration[],
  flags: SimulateFlags,
  around: Surroundings,
): Run[] {
  const wishes = wishesOf(flags);
  if (wishes.length === 0) {
    throw new CommandFailure(
      "say what is to go wrong: --kill, --stall, --lossy, --slow, --weight, --override, --replay " +
        "or --every-loss",
      exitCode.usage,
    );
  }
  const unreached = new Set(wishes);
  const runs = found.flatMap(({ config, from, atMs }): Run[] => {
    const made = scenarioOf(config, wishes, flags, atMs ?? around.now());
    if (made.reached.length === 0) return [];
    for (const wish of made.reached) unreached.delete(wish);
    refuseTooMuch(config, made.scenario.lengthMs);
    return [simulate({ ...made.scenario, from })];
  });
  const [lost] = unreached;
  if (lost === undefined) return runs;
  const configs = found.map(({ config }) => config);
  throw new CommandFailure(unknownWish(configs, lost), exitCode.usage);
}

/** A run that would take minutes is told before, not cut short. */
function refuseTooMuch({ apex, monitors, probes }: ZoneSteering, lengthMs: number): void {
  const intervals = new Map(monitors.map(({ name, intervalMs }) => [name, intervalMs]));
  const count = probes.reduce(
    (sum, probe) => sum + lengthMs / (intervals.get(probe.monitor) ?? 1),
    0,
  );
  if (count <= probesMax) return;
  throw new CommandFailure(
    `${apex} would need ${Math.round(count / 1e6)} million probes, more than ${probesMax / 1e6} ` +
      "million: choose a shorter --until",
    exitCode.usage,
  );
}

function replayed(
  found: readonly SteeredConfiguration[],
  file: string,
  flags: SimulateFlags,
  around: Surroundings,
): Run[] {
  const entries = readTraceFile(file, around);
  const runs = found.flatMap(({ config }): Run[] => {
    const keys = new Set(config.probes.map(({ key }) => key));
    const trace = entries.filter(({ probe }) => keys.has(probe));
    const first = trace[0];
    const last = trace.at(-1);
    if (first === undefined || last === undefined) return [];
    const { scenario } = scenarioOf(config, wishesOf(flags), { at: 0, ...flags }, first.atMs);
    const lengthMs = flags.until ?? last.atMs - first.atMs;
    return [simulate({ ...scenario, lengthMs, trace, from: nothingKnown })];
  });
  if (runs.length > 0) return runs;
  throw new CommandFailure(`${file} holds no result of a probe of these zones`, exitCode.usage);
}

/** As a server starts that has kept nothing. */
const nothingKnown: SteeringState = {
  probes: new Map(),
  overrides: [],
  loads: new Map(),
  memory: emptyMemory,
};

function readTraceFile(file: string, around: Surroundings): readonly TraceEntry[] {
  let text: string;
  try {
    text =
      file === "-"
        ? Buffer.from(around.readInput(traceBytesMax)).toString("utf8")
        : readFileSync(resolve(around.workingFolder, file), "utf8");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(`cannot read ${file}: ${why}`, exitCode.usage);
  }
  const reading = readTrace(text);
  if (reading.kind === "trace") return reading.entries;
  throw new CommandFailure(`${file}:${reading.line}: ${reading.fault}`, exitCode.usage);
}

function judgeLosses(
  found: readonly SteeredConfiguration[],
  flags: SimulateFlags,
  around: Surroundings,
): number {
  if (wishesOf(flags).length > 0 || flags.replay !== undefined) {
    throw new CommandFailure(
      "--every-loss loses everything once, and nothing else: leave out the other faults",
      exitCode.usage,
    );
  }
  const headroom = flags.headroom ?? headroomDefault;
  const clients = flags.clients === undefined ? null : clientsOf(flags.clients);
  const effects = found.flatMap(({ config, atMs }) =>
    everyLoss(config, { headroom, clients, nowMs: atMs ?? around.now() }),
  );
  around.print(
    flags.format === "json"
      ? `${JSON.stringify({ headroom, losses: effects }, null, 2)}\n`
      : formatLosses(effects, headroom, painter(around)),
  );
  const isWell = effects.every(({ problem }) => problem === null);
  return isWell ? exitCode.success : exitCode.failure;
}

function absolute(name: string): string {
  const lower = name.toLowerCase();
  return lower.endsWith(".") ? lower : `${lower}.`;
}
