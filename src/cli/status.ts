/** `fivenines status`: how a running server fares, for people or as JSON. */
import type { Command } from "commander";
import { counted } from "../base/counted.js";
import { formatDiagnostic } from "../base/diagnostic.js";
import type { Endpoint } from "../config/endpoint.js";
import type { ServerStatus } from "../observe/status.js";
import { askAdmin } from "./admin-client.js";
import { loadSettings } from "./load-settings.js";
import { endpointOption } from "./options.js";
import { CommandFailure, type Surroundings } from "./surroundings.js";

const statusTimeoutMs = 5000;

interface StatusFlags {
  readonly admin?: Endpoint;
  readonly config?: string;
  readonly json?: boolean;
}

export function addStatus(program: Command, around: Surroundings): void {
  program
    .command("status")
    .description("how a running server fares: zones, queries, workers")
    .option("--admin <ADDR:PORT>", "admin endpoint of the server", endpointOption)
    .option("--config <FILE>", "configuration of the server (default: ./fivenines.yaml)")
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      `
Examples:
  $ fivenines status
  $ fivenines status --json | jq .zones.broken`,
    )
    .action(async (flags: StatusFlags) => {
      const { settings } = await loadSettings(flags, flags.config, around);
      const { status, body } = await askAdmin(settings.admin, "GET", "/status", statusTimeoutMs);
      if (status !== 200) throw new CommandFailure(`the server says ${JSON.stringify(body)}`);
      around.print(
        flags.json === true
          ? `${JSON.stringify(body, null, 2)}\n`
          : formatStatus(body as ServerStatus),
      );
    });
}

/** The status as a table of two columns, then what is wrong. */
export function formatStatus(status: ServerStatus): string {
  const { zones, memory } = status;
  const size = (bytes: number) =>
    bytes < 1_048_576
      ? `${(bytes / 1024).toFixed(1)} KiB`
      : `${(bytes / 1_048_576).toFixed(1)} MiB`;
  const rows: [string, string][] = [
    ["fivenines", `${status.version}, Node ${status.node}, process ${status.pid}`],
    ["state", `${status.stage}, up ${formatUptime(status.uptimeSeconds)}`],
    ["listens on", status.listen.join(", ")],
    ["admin", status.admin],
    [
      "workers",
      status.workers
        .map(
          ({ transport, alive, restarts }) =>
            `${alive} ${transport} (${counted(restarts, "restart")})`,
        )
        .join(", "),
    ],
    ["UDP mode", status.udpMode],
    ["zones", `${zones.total}, ${zones.broken} broken, ${counted(zones.records, "record")}`],
    ["memory", `${size(memory.residentBytes)}, image ${size(memory.imageBytes)}`],
  ];
  for (const counts of status.transports) {
    const queries = counts.queries === 1 ? "1 query" : `${counts.queries} queries`;
    rows.push([counts.transport, `${queries}${listCounts(counts.responses)}`]);
    rows.push(["", `${counts.truncated} truncated, drops: ${listCounts(counts.drops).slice(2)}`]);
  }
  const { steering } = status;
  if (steering.zones > 0) {
    const standings = listCounts(steering.standings).slice(2);
    const targets = `${counted(steering.targets, "target")} in ${counted(steering.zones, "zone")}`;
    rows.push(["steering", `${targets}: ${standings}`]);
    const panics = counted(steering.panics, "panic");
    rows.push(["", `${counted(steering.overrides, "override")}, ${panics}`]);
    const { alive, restarts } = steering.prober;
    rows.push([
      "probes",
      `${steering.probes}${alive ? "" : ", PROBING STANDS STILL"} (${counted(restarts, "restart")})`,
    ]);
  }
  if (status.stateAlarm !== null) rows.push(["ALARM", status.stateAlarm]);
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
  for (const { apex, servedSerial, since, problem } of status.brokenZones) {
    const kept = servedSerial === null ? "not served" : `serial ${servedSerial} is still served`;
    lines.push("", `${apex} is broken since ${since}; ${kept}`);
    if (problem !== null) lines.push(`  ${formatDiagnostic(problem)}`);
  }
  return `${lines.join("\n")}\n`;
}

function listCounts(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `, ${name} ${count}`)
    .join("");
}

function formatUptime(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  const clock = new Date((seconds % 86_400) * 1000).toISOString().slice(11, 19);
  return days === 0 ? clock : `${days} d ${clock}`;
}
