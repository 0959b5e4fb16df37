/** What `fivenines sync drift` does: one look, or one after the other. */
import { nameToText } from "../dns/name-text.js";
import { typeName } from "../dns/rr/registry.js";
import { driftMetrics } from "../observe/drift-metrics.js";
import {
  type DelegationReport,
  type DriftFinding,
  type DriftReport,
  type DriftResult,
  driftOutcome,
} from "../provider/drift/drift-finding.js";
import { delegationToJson, driftReportToJson } from "../provider/drift/drift-json.js";
import { newTally } from "../provider/drift/drift-tally.js";
import { type DriftWorld, findDrift } from "../provider/drift/find-drift.js";
import { QuietMembers } from "../provider/drift/quiet-members.js";
import { watchDrift } from "../provider/drift/watch-drift.js";
import { openMemory } from "../provider/journal/file-memory.js";
import { Resolver } from "../resolver/resolver.js";
import { stopSignal } from "./stop-signal.js";
import { CommandFailure, exitCode, type Surroundings } from "./surroundings.js";
import { realClock } from "./sync-clock.js";
import { actOnDrift } from "./sync-drift-acts.js";
import type { DriftFlags } from "./sync-flags.js";
import { type JobMember, openJob, type SyncJob } from "./sync-job.js";
import { serveMetrics } from "./sync-metrics.js";
import { allowancesOf } from "./sync-plan.js";
import { askPort, fractions } from "./sync-world.js";

/** RRsets of a zone that its nameservers are asked for in one look. */
const sampleMax = 500;
const dnsPort = 53;

export async function runSyncDrift(flags: DriftFlags, around: Surroundings): Promise<number> {
  const allowances = allowancesOf(flags.allow);
  if (flags.metrics !== undefined && flags.watch !== true) {
    throw new CommandFailure("--metrics needs --watch: one look has ended before anybody asks");
  }
  const job = await openJob(flags, around);
  const run = new DriftRun(job, flags, allowances, around);
  try {
    return flags.watch === true ? await run.watch() : await run.once();
  } finally {
    await job.close();
  }
}

const codes: Readonly<Record<DriftReport["outcome"], number>> = {
  none: exitCode.success,
  drift: exitCode.usage,
  unknown: exitCode.failure,
};

class DriftRun {
  private readonly memory;
  private readonly world: DriftWorld;
  private readonly tally = newTally();

  constructor(
    private readonly job: SyncJob,
    private readonly flags: DriftFlags,
    private readonly allowances: ReturnType<typeof allowancesOf>,
    private readonly around: Surroundings,
  ) {
    this.memory = openMemory(job.memoryFolder);
    const server = flags.delegation;
    const delegation =
      server === undefined
        ? null
        : { client: job.dns, resolver: new Resolver(job.dns, server), port: dnsPort };
    this.world = { port: askPort(around), clock: realClock, delegation };
  }

  async once(): Promise<number> {
    const { job } = this;
    const result = await this.look(job.members);
    await this.act(result, job.members);
    const outcome = driftOutcome(result);
    if (outcome === "none" && job.faults > 0) return exitCode.failure;
    return codes[outcome];
  }

  async watch(): Promise<number> {
    const { around, job, flags } = this;
    const signal = stopSignal(around);
    const { token } = job.settings.admin;
    const close =
      flags.metrics === undefined
        ? () => {}
        : await serveMetrics(flags.metrics, token, driftMetrics, this.tally, around);
    const everyMs = job.members.map(({ chosen }) => chosen.entry.drift.everyMs);
    let current: readonly JobMember[] = job.members;
    await watchDrift({
      everyMs: flags.every ?? Math.min(...everyMs),
      clock: realClock,
      random: fractions(around),
      signal,
      tally: this.tally,
      quiet: new QuietMembers(this.world.port),
      members: async () => {
        current = (await job.reread()).members;
        return current;
      },
      look: (members) => this.look(members, signal),
      act: (result) => this.act(result, current, signal),
      onFault: (fault) => {
        const reason = fault instanceof Error ? fault.message : String(fault);
        around.complain(`fivenines: this look failed: ${reason}\n`);
      },
    });
    close();
    return exitCode.success;
  }

  private look(members: Parameters<typeof findDrift>[0], signal?: AbortSignal) {
    const options = { sampleMax, random: fractions(this.around), signal };
    return findDrift(members, this.memory, options, this.world);
  }

  private async act(
    result: DriftResult,
    members: readonly JobMember[],
    signal?: AbortSignal,
  ): Promise<void> {
    const { around, flags, job, memory, allowances, tally } = this;
    for (const report of result.members) around.print(reportText(report, flags));
    for (const report of result.delegations) around.print(delegationText(report, flags));
    await actOnDrift(result, members, {
      act: flags.act === true,
      format: flags.format ?? "text",
      memory,
      allowances,
      tally,
      folder: job.settings.zones,
      signal,
      around,
    });
  }
}

function reportText(report: DriftReport, { format }: DriftFlags): string {
  if (format === "json") return `${JSON.stringify(driftReportToJson(report))}\n`;
  const { apex, provider, outcome, findings, pending, reason } = report;
  const notes = [
    ...(pending === 0 ? [] : [`${pending} of the zone file not applied yet`]),
    ...(reason === "" ? [] : [reason]),
  ];
  const head = {
    none: "no drift",
    drift: `${findings.length} ${findings.length === 1 ? "difference" : "differences"}`,
    unknown: "could not tell",
  }[outcome];
  const note = notes.length === 0 ? "" : `; ${notes.join("; ")}`;
  return [`${apex} at ${provider}  ${head}${note}\n`, ...findings.map(findingLine)].join("");
}

function delegationText(report: DelegationReport, { format }: DriftFlags): string {
  const { apex, findings, reason } = report;
  if (format === "json")
    return `${JSON.stringify({ parent: true, ...delegationToJson(report) })}\n`;
  const head = reason === "" ? "" : `: could not tell: ${reason}`;
  if (findings.length === 0 && reason === "") return `${apex} at its parent  no drift\n`;
  return [`${apex} at its parent${head}\n`, ...findings.map(findingLine)].join("");
}

function findingLine({ class: kind, owner, type, detail, isConflict }: DriftFinding): string {
  const conflict = isConflict ? " (the zone file changed as well)" : "";
  return `  ${kind}: ${nameToText(owner)} ${typeName(type)}: ${detail}${conflict}\n`;
}
