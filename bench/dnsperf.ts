/** Runs dnsperf on its own processor and reads its report. */
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, rmSync } from "node:fs";
import { loopback } from "../test/interop/peers/peer.js";

export interface DnsperfRun {
  readonly port: number;
  readonly queries: string;
  readonly seconds: number;
  /** Queries in flight. */
  readonly window: number;
  readonly cpu: number;
  /** Queries per second; unset asks as fast as answers come. */
  readonly rate?: number;
  /** Asks with EDNS and this cookie (RFC 7873). */
  readonly cookie?: Buffer;
  /** Keep the latency of each answer. */
  readonly latencies?: boolean;
  readonly folder: string;
}

export interface DnsperfResult {
  readonly completed: number;
  readonly lost: number;
  readonly perSecond: number;
  /** Share of each response code in the answers, such as { NOERROR: 0.9 }. */
  readonly rcodes: Readonly<Record<string, number>>;
  /** Microseconds, sorted; empty unless asked for. */
  readonly latencies: Float64Array;
}

export async function runDnsperf(run: DnsperfRun): Promise<DnsperfResult> {
  const args = ["-c", String(run.cpu), "dnsperf", "-s", loopback, "-p", String(run.port)];
  args.push(
    "-d",
    run.queries,
    "-l",
    String(run.seconds),
    "-q",
    String(run.window),
    "-c",
    "4",
    "-t",
    "2",
  );
  if (run.rate !== undefined) args.push("-Q", String(Math.round(run.rate)));
  if (run.cookie !== undefined) args.push("-e", "-E", `10:${run.cookie.toString("hex")}`);
  if (run.latencies === true) args.push("-v");
  // To a file: a reader of a pipe would take time from the very processor that is measured.
  const report = `${run.folder}/dnsperf.txt`;
  const file = openSync(report, "w");
  const child = spawn("taskset", args, { stdio: ["ignore", file, file] });
  const killAtExit = () => child.kill("SIGKILL");
  process.once("exit", killAtExit);
  const code = await new Promise((done) => child.once("exit", done));
  process.off("exit", killAtExit);
  closeSync(file);
  const text = readFileSync(report, "utf8");
  rmSync(report);
  if (code !== 0) throw new Error(`dnsperf ended with ${code}: ${text.slice(-2000)}`);
  return parseReport(text);
}

function parseReport(text: string): DnsperfResult {
  const statistics = text.slice(text.lastIndexOf("Statistics:"));
  const number = (pattern: RegExp) => Number(pattern.exec(statistics)?.[1] ?? Number.NaN);
  const rcodes: Record<string, number> = {};
  for (const match of statistics.matchAll(/([A-Z]+) \d+ \(([\d.]+)%\)/g)) {
    rcodes[match[1]!] = Number(match[2]) / 100;
  }
  const latencies = [...text.matchAll(/^> [A-Z]+ .* ([\d.]+)$/gm)].map((m) => Number(m[1]) * 1e6);
  return {
    completed: number(/Queries completed:\s+(\d+)/),
    lost: number(/Queries lost:\s+(\d+)/),
    perSecond: number(/Queries per second:\s+([\d.]+)/),
    rcodes,
    latencies: Float64Array.from(latencies).sort(),
  };
}
