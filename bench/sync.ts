/** What provider sync costs on this machine: planning a zone of 50,000 records. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { SyncPlanning } from "./sync-planning.js";

/** In a process of its own, so that its memory is its own. */
export function measureSyncPlanning(records: number, rounds: number): SyncPlanning {
  const script = join(import.meta.dirname, "sync-planning.js");
  const words = ["--expose-gc", script, String(records), String(rounds)];
  return JSON.parse(execFileSync(process.execPath, words, { encoding: "utf8" })) as SyncPlanning;
}

export function syncPlanningTable(planning: SyncPlanning): string {
  const { records, steps, stateMib, firstPlanMib, peakMib } = planning;
  const rows = Object.entries(steps).map(
    ([step, { median, max }]) => `| ${step} | ${median.toFixed(0)} (${max.toFixed(0)}) |`,
  );
  return [
    `${records} records, each an RRset of its own; milliseconds, the median and the worst in brackets:`,
    "",
    "| step | ms |",
    "| --- | --: |",
    ...rows,
    "",
    `Memory: ${stateMib.toFixed(0)} MiB for both sides, ${firstPlanMib.toFixed(0)} MiB for the plan of a first push, ${peakMib.toFixed(0)} MiB at the most.`,
  ].join("\n");
}
