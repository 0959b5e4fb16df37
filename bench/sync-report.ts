/** `bench/SYNC.md`: what provider sync costs, in calls, time and memory. */
import { writeFileSync } from "node:fs";
import { machine } from "./report.js";
import type { Spread } from "./statistics.js";
import { type ListedKind, listedKinds } from "./sync.js";
import type { SyncCalls } from "./sync-calls.js";
import type { SyncListing } from "./sync-listing.js";
import type { SyncPlanning } from "./sync-planning.js";

export interface SyncReport {
  readonly date: string;
  readonly command: string;
  readonly calls: readonly SyncCalls[];
  readonly listings: Readonly<Record<ListedKind, SyncListing>>;
  readonly planning: SyncPlanning;
}

export function writeSyncReport(report: SyncReport, file: string): void {
  const { date, command, calls, listings, planning } = report;
  const sections = [
    `# Benchmark of provider sync

Made by \`${command}\` on ${date}. Do not edit: the next run writes it anew.

Machine: ${machine()}. The fakes of Route 53 and Cloudflare of the tests, over the loopback,
through the real SDKs.`,
    `## Calls

How many calls write, if that many names get an address (new), and if the TTL of as many changes. Counted by
the fakes; for PowerDNS and RFC 2136 it is the number of batches. What sends a call for each record needs as
many calls as there are changes: octoDNS at Cloudflare, and Terraform everywhere.

${callsTable(calls)}`,
    ...(Object.keys(listedKinds) as ListedKind[]).map((kind) => {
      return `## ${listedKinds[kind]}: ${count(listings[kind].records)} records listed and planned

${listingTable(listings[kind])}`;
    }),
    `## Plans of ${count(planning.records)} records

${planningTable(planning)}`,
  ];
  writeFileSync(file, `${sections.join("\n\n")}\n`);
}

function callsTable(rows: readonly SyncCalls[]): string {
  return [
    "| provider | changes | calls, new | calls, changed | calls, listing them | a call for each record |",
    "| --- | --: | --: | --: | --: | --: |",
    ...rows.map(({ provider, changes, creates, updates, listing }) => {
      const cells = [count(changes), creates, updates, listing, count(changes)];
      return `| ${provider} | ${cells.join(" | ")} |`;
    }),
  ].join("\n");
}

function listingTable({ steps, snapshotMib, peakMib }: SyncListing): string {
  return [
    "Milliseconds, the median and the worst in brackets; waiting for the fake is in the first column only.",
    "",
    "| step | clock | our processor |",
    "| --- | --: | --: |",
    ...Object.entries(steps).map(([step, { wall, cpu }]) => {
      return `| ${step} | ${cell(wall)} | ${cell(cpu)} |`;
    }),
    "",
    `Memory: ${snapshotMib.toFixed(0)} MiB for what was listed, ${peakMib.toFixed(0)} MiB at the most.`,
  ].join("\n");
}

function planningTable({ steps, stateMib, firstPlanMib, peakMib }: SyncPlanning): string {
  return [
    "Each record an RRset of its own; milliseconds, the median and the worst in brackets.",
    "",
    "| step | ms |",
    "| --- | --: |",
    ...Object.entries(steps).map(([step, spread]) => `| ${step} | ${cell(spread)} |`),
    "",
    `Memory: ${stateMib.toFixed(0)} MiB for both sides, ${firstPlanMib.toFixed(0)} MiB for the plan of a first push, ${peakMib.toFixed(0)} MiB at the most.`,
  ].join("\n");
}

function cell({ median, max }: Spread): string {
  return `${median.toFixed(0)} (${max.toFixed(0)})`;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}
