/** What `fivenines sync drive` does: providers follow what the running server answers. */
import { statSync } from "node:fs";
import { lowerNameFromText } from "../dns/name-text.js";
import { driveMetrics } from "../observe/drive-metrics.js";
import { drive } from "../provider/driven/drive.js";
import { type DriveEvent, newDriveTally } from "../provider/driven/drive-event.js";
import { openMemory } from "../provider/journal/file-memory.js";
import { rrsetKey } from "../provider/rrset/rrset.js";
import { openVerifier } from "../provider/verify/verify-changes.js";
import { steeringFileOf } from "../steering-file/steering-file-name.js";
import { typeCodes } from "../steering-file/zone-values.js";
import { stopSignal } from "./stop-signal.js";
import { CommandFailure, exitCode, type Surroundings } from "./surroundings.js";
import { realClock } from "./sync-clock.js";
import type { DriveFlags } from "./sync-flags.js";
import { type JobMember, openJob, type SyncJob } from "./sync-job.js";
import { serveMetrics } from "./sync-metrics.js";
import { allowancesOf } from "./sync-plan.js";
import { askAnswers, follows, withAnswers } from "./sync-steering.js";
import { askPort, fractions } from "./sync-world.js";

const everyMsDefault = 1000;
/** How often it is looked whether zone files are still those that were read. */
const filesMs = 5000;

export async function runSyncDrive(flags: DriveFlags, around: Surroundings): Promise<number> {
  const allowances = allowancesOf(flags.allow);
  const job = await openJob(flags, around);
  let closeMetrics = () => {};
  try {
    const sources = new Sources(job);
    if (sources.members.length === 0) {
      throw new CommandFailure(
        "no provider follows the steering: set `steering: driven` under `sync`, for a zone with a steering file",
      );
    }
    const memory = openMemory(job.memoryFolder);
    const tally = newDriveTally();
    const { admin } = job.settings;
    if (flags.metrics !== undefined) {
      closeMetrics = await serveMetrics(flags.metrics, admin.token, driveMetrics, tally, around);
    }
    const isWell = await drive({
      clock: realClock,
      random: fractions(around),
      signal: stopSignal(around),
      memory,
      verifier: openVerifier({ port: askPort(around), clock: realClock }),
      allowances,
      tally,
      everyMs: flags.once === true ? null : (flags.every ?? everyMsDefault),
      limits: (member) => (member as JobMember).chosen.entry.drive,
      look: async () => {
        const answers = await askAnswers(admin);
        const unknown = "unknown" in answers ? answers.unknown : null;
        return { members: withAnswers(await sources.current(), answers), unknown };
      },
      onEvent: (event) => tell(event, flags, around),
    });
    for (const { message } of memory.diagnostics) around.complain(`fivenines: ${message}\n`);
    if (flags.format === "json") {
      around.print(`${JSON.stringify({ kind: "tally", atMs: realClock.nowMs(), ...tally })}\n`);
    }
    return flags.once !== true || isWell ? exitCode.success : exitCode.failure;
  } finally {
    closeMetrics();
    await job.close();
  }
}

/** Members that follow, of zone files as they are now: read again when one was written. */
class Sources {
  members: readonly JobMember[];
  private lookedAtMs = realClock.nowMs();
  private written: string;

  constructor(private readonly job: SyncJob) {
    this.members = steeredParts(job.unsteered);
    this.written = this.whenWritten();
  }

  async current(): Promise<readonly JobMember[]> {
    const nowMs = realClock.nowMs();
    if (nowMs - this.lookedAtMs < filesMs) return this.members;
    this.lookedAtMs = nowMs;
    const written = this.whenWritten();
    if (written !== this.written) {
      const { unsteered, faults } = await this.job.reread();
      // With a broken file, the last good one stands for it.
      if (faults === 0) this.members = steeredParts(unsteered);
      this.written = written;
    }
    return this.members;
  }

  private whenWritten(): string {
    const paths = new Set(this.job.unsteered.map(({ source }) => source.path));
    return [...paths]
      .flatMap((path) => [path, steeringFileOf(path)])
      .map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? "none")
      .join();
  }
}

/** Members that follow, with nothing but their steered RRsets: nothing else is ever pushed. */
function steeredParts(members: readonly JobMember[]): JobMember[] {
  return members.filter(follows).map((member) => {
    const { source, desired } = member;
    const keys = new Set(
      source.steering?.rrsets.map(({ owner, type }) =>
        rrsetKey(lowerNameFromText(owner)!, typeCodes[type]),
      ),
    );
    const rrsets = desired.rrsets.filter(({ owner, type }) => keys.has(rrsetKey(owner, type)));
    return { ...member, desired: { ...desired, rrsets } };
  });
}

function tell(event: DriveEvent, { format }: DriveFlags, around: Surroundings): void {
  if (format === "json") around.print(`${JSON.stringify(event)}\n`);
  else if (event.kind === "pushed") around.print(`${eventText(event)}\n`);
  else around.complain(`fivenines: ${eventText(event)}\n`);
}

const servedWords = {
  equal: "served",
  unequal: "NOT served by every nameserver",
  unknown: "not known whether it is served",
} as const;

function eventText(event: DriveEvent): string {
  switch (event.kind) {
    case "pushed": {
      const served = event.served === null ? "not verified" : servedWords[event.served];
      const head = `${event.apex} at ${event.provider}  pushed in ${event.tookMs} ms, ${served}`;
      return [head, ...event.changes.map(({ id, why }) => `  ${id}: ${why}`)].join("\n");
    }
    case "failed": {
      const hint = event.hint === "" ? "" : ` (${event.hint})`;
      const again = `${Math.round(event.againInMs / 1000)} s`;
      return `${event.apex} at ${event.provider}: ${event.message}${hint}; tried again in ${again}`;
    }
    case "delayed":
      return `${event.provider}: as many pushes as an hour may have; the newest answers wait until ${new Date(event.untilMs).toISOString()}`;
    case "blind":
      return `nothing moves at the providers: ${event.reason}`;
    case "seeing":
      return "the server answers again";
  }
}
