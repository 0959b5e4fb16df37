/**
 * What probing costs: ten thousand targets, each asked once a second, by one process on one core;
 * the targets are on another. Everything is on loopback, so what is measured is the prober.
 */
import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { join } from "node:path";
import type { ProbingFigures } from "./probing-prober.js";
import { cpuTimeOf, memoryOf } from "./processes.js";

interface Load {
  readonly kind: "tcp" | "http" | "https";
  readonly targets: number;
}

export interface ProbingSample extends Load {
  readonly perSecond: number;
  /** Of one core. */
  readonly cpuShare: number;
  readonly latenessMs: { readonly p50: number; readonly p99: number; readonly most: number };
  readonly failed: number;
  readonly discarded: number;
  readonly residentMib: number;
}

const warmUpMs = 4000;

export async function measureProbing(
  folder: string,
  seconds: number,
  share: number,
): Promise<ProbingSample[]> {
  const loads: Load[] = [
    { kind: "tcp", targets: 10_000 * share },
    { kind: "http", targets: 10_000 * share },
    { kind: "https", targets: 1000 * share },
  ];
  const samples: ProbingSample[] = [];
  for (const load of loads) samples.push(await measure(load, folder, seconds));
  return samples;
}

export function probingTable(samples: readonly ProbingSample[]): string {
  const rows = samples.map((sample) => [
    sample.kind,
    String(sample.targets),
    sample.perSecond.toFixed(0),
    `${(sample.cpuShare * 100).toFixed(0)} %`,
    `${sample.latenessMs.p50.toFixed(1)} / ${sample.latenessMs.p99.toFixed(1)} / ${sample.latenessMs.most.toFixed(0)}`,
    `${sample.failed} / ${sample.discarded}`,
    sample.residentMib.toFixed(0),
  ]);
  const head = [
    "check",
    "targets",
    "probes/s",
    "of one core",
    "ms late p50 / p99 / most",
    "failed / discarded",
    "MiB resident",
  ];
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return lines.join("\n");
}

async function measure(load: Load, folder: string, seconds: number): Promise<ProbingSample> {
  const targets = start("probing-targets.js", [load.kind, ...certificateFor(load, folder)], 1);
  try {
    const port = String(await word<number>(targets));
    const prober = start("probing-prober.js", [load.kind, String(load.targets), port], 0);
    try {
      return await watch(load, prober, seconds);
    } finally {
      prober.kill("SIGKILL");
    }
  } finally {
    targets.kill("SIGKILL");
  }
}

async function watch(load: Load, prober: ChildProcess, seconds: number): Promise<ProbingSample> {
  const pid = prober.pid!;
  await pause(warmUpMs);
  await ask(prober);
  const startedMs = performance.now();
  const before = cpuTimeOf(pid);
  await pause(seconds * 1000);
  const after = cpuTimeOf(pid);
  const elapsed = (performance.now() - startedMs) / 1000;
  const residentMib = memoryOf(pid).rss / 1024;
  const figures = await ask(prober);
  const late = (part: number) => figures.latenessMs[Math.floor((figures.starts - 1) * part)] ?? 0;
  return {
    ...load,
    perSecond: figures.starts / elapsed,
    cpuShare: (after.user + after.system - before.user - before.system) / elapsed,
    latenessMs: { p50: late(0.5), p99: late(0.99), most: late(1) },
    failed: figures.failed,
    discarded: figures.discarded,
    residentMib,
  };
}

function start(script: string, words: readonly string[], cpu: number): ChildProcess {
  const path = join(import.meta.dirname, script);
  const child = fork(path, words, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  execFileSync("taskset", ["-a", "-p", "-c", String(cpu), String(child.pid)]);
  return child;
}

function ask(prober: ChildProcess): Promise<ProbingFigures> {
  prober.send("figures");
  return word<ProbingFigures>(prober);
}

function word<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once("message", (message) => resolve(message as T));
    child.once("exit", (code) => reject(new Error(`a process of the benchmark ended: ${code}`)));
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function certificateFor({ kind }: Load, folder: string): string[] {
  if (kind !== "https") return [];
  const key = join(folder, "probing.key");
  const certificate = join(folder, "probing.pem");
  const words =
    "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=bench";
  execFileSync("openssl", [...words.split(" "), "-keyout", key, "-out", certificate], {
    stdio: "ignore",
  });
  return [key, certificate];
}
