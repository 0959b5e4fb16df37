/** What a server that has just started says: what it serves, where, and a line to try. */
import type { Log } from "../observe/log.js";
import type { ServerStatus } from "../observe/status.js";

/** Zones named at start; a server of thousands tells their number. */
const zonesNamedMax = 10;

export interface Started {
  readonly status: ServerStatus;
  readonly configFile: string | null;
  readonly zonesFolder: string;
  /** Apexes in service, as many as are named. */
  readonly apexes: readonly string[];
  readonly milliseconds: number;
}

/** For a terminal. */
export function formatBanner(started: Started): string {
  const { status, apexes } = started;
  const { total, broken, records } = status.zones;
  const more = total > apexes.length ? `, … (${total - apexes.length} more)` : "";
  const rows: [string, string][] = [
    ["zones", `${total} from ${started.zonesFolder}, ${records} records`],
    ["", `${apexes.join(", ")}${more}`],
    ["broken", `${broken}: see the log above, or fivenines status`],
    ["listening on", `${status.listen.join(", ")} (UDP and TCP)`],
    ["workers", `${workerCount(status, "udp")} UDP (${status.udpMode}), 1 TCP`],
    ["admin", `http://${status.admin}/`],
    ["configuration", started.configFile ?? "defaults (no fivenines.yaml)"],
  ];
  const lines = rows
    .filter(([name, value]) => value !== "" && (name !== "broken" || broken > 0))
    .map(([name, value]) => `  ${name.padEnd(14)} ${value}\n`);
  const hint = tryLine(started);
  return (
    `fivenines ${status.version} serves after ${started.milliseconds} ms\n${lines.join("")}` +
    (hint === undefined ? "" : `\nTry:  ${hint}\n\n`)
  );
}

/** For whatever else reads standard output. */
export function logBanner(log: Log, started: Started): void {
  const { status } = started;
  log.info("serving", {
    version: status.version,
    zones: status.zones.total,
    broken: status.zones.broken,
    records: status.zones.records,
    listen: status.listen,
    admin: status.admin,
    udpWorkers: workerCount(status, "udp"),
    udpMode: status.udpMode,
    zonesFolder: started.zonesFolder,
    config: started.configFile,
    ms: started.milliseconds,
    try: tryLine(started),
  });
}

/** The first apexes in service. */
export function namedApexes(zones: Iterable<{ apex: string; serving: unknown }>): string[] {
  const apexes: string[] = [];
  for (const { apex, serving } of zones) {
    if (apexes.length === zonesNamedMax) break;
    if (serving !== null) apexes.push(apex);
  }
  return apexes;
}

/** A `dig` line that answers: a zone that is there, at an address that a client can use. */
function tryLine({ status, apexes }: Started): string | undefined {
  const [listen] = status.listen;
  // Reverse zones come first by name, but a domain says more to whoever tries.
  const apex = apexes.find((name) => !name.endsWith(".arpa.")) ?? apexes[0];
  if (listen === undefined || apex === undefined) return undefined;
  const colon = listen.lastIndexOf(":");
  const bare = listen.slice(0, colon).replace(/^\[|\]$/g, "");
  const address = bare === "0.0.0.0" ? "127.0.0.1" : bare === "::" ? "::1" : bare;
  return `dig @${address} -p ${listen.slice(colon + 1)} ${apex.replace(/(?<=.)\.$/, "")} SOA`;
}

function workerCount(status: ServerStatus, transport: string): number {
  return status.workers
    .filter((worker) => worker.transport === transport)
    .reduce((sum, { alive }) => sum + alive, 0);
}
