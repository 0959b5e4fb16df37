/** What `fivenines sync verify` does. */

import { nameToText } from "../dns/name-text.js";
import { typeName } from "../dns/rr/registry.js";
import { ProviderFault } from "../provider/contract/fault.js";
import { translated } from "../provider/desired/translated.js";
import { openMemory } from "../provider/journal/file-memory.js";
import { lastOf } from "../provider/plan/resolved-last.js";
import {
  commonRrsets,
  verifyZone,
  type ZoneVerifyOptions,
} from "../provider/verify/verify-zone.js";
import type { ListedMember } from "../provider/verify/zone-expectations.js";
import type { Divergence, ZoneDigest, ZoneReport } from "../provider/verify/zone-report.js";
import { Progress } from "./progress.js";
import { exitCode, type Surroundings } from "./surroundings.js";
import { findingText } from "./sync-apply-teller.js";
import { realClock } from "./sync-clock.js";
import type { VerifyFlags } from "./sync-flags.js";
import { type JobMember, openJob } from "./sync-job.js";
import { askPort } from "./sync-world.js";

/** Divergences of one zone at one provider that are told as text. */
const divergencesMax = 50;

export async function runSyncVerify(flags: VerifyFlags, around: Surroundings): Promise<number> {
  const job = await openJob(flags, around);
  try {
    const world = { port: askPort(around), clock: realClock };
    const memory = openMemory(job.memoryFolder);
    const progress = new Progress("verified", job.members.length, around, "zones at providers");
    const outcomes = new Set<ZoneReport["outcome"]>();
    for (const members of byZone(job.members)) {
      const listed = await Promise.all(members.map((member) => lookAt(member, memory)));
      const there = listed.filter((one) => typeof one !== "string");
      const common = commonRrsets(there, realClock.nowMs());
      const reports = await Promise.all(
        there.map((one) => verifyZone(one, { common } satisfies ZoneVerifyOptions, world)),
      );
      progress.advance(members.length);
      progress.clear();
      for (const [at, one] of listed.entries()) {
        if (typeof one !== "string") continue;
        outcomes.add("unknown");
        tellUnknown(members[at]!, one, flags, around);
      }
      for (const report of reports) {
        outcomes.add(report.outcome);
        tell(report, flags, around);
      }
    }
    if (outcomes.has("unequal")) return exitCode.usage;
    const isSure = !outcomes.has("unknown") && job.faults === 0;
    return isSure ? exitCode.success : exitCode.failure;
  } finally {
    await job.close();
  }
}

/** What the provider has, or why that is not known. */
async function lookAt(
  member: JobMember,
  memory: ReturnType<typeof openMemory>,
): Promise<ListedMember | string> {
  const { provider, desired, source } = member;
  try {
    const zone = await provider.find(desired.apex);
    if (zone === null) return `${provider.name} has no such zone`;
    const snapshot = await provider.list(zone);
    const last = await memory.lastApplied(source.apex, provider.name);
    return {
      member,
      zone,
      snapshot,
      translation: translated(member, zone, snapshot),
      last: lastOf(zone, last),
    };
  } catch (fault) {
    if (!(fault instanceof ProviderFault)) throw fault;
    return fault.hint === "" ? fault.message : `${fault.message} (${fault.hint})`;
  }
}

function byZone(members: readonly JobMember[]): Iterable<JobMember[]> {
  const zones = new Map<string, JobMember[]>();
  for (const member of members) {
    const zone = zones.get(member.source.apex);
    if (zone === undefined) zones.set(member.source.apex, [member]);
    else zone.push(member);
  }
  return zones.values();
}

function tellUnknown(
  { source, provider }: JobMember,
  reason: string,
  { format }: VerifyFlags,
  around: Surroundings,
): void {
  const { apex } = source;
  const line =
    format === "json"
      ? JSON.stringify({ apex, provider: provider.name, outcome: "unknown", reason })
      : `${apex} at ${provider.name}  could not tell: ${reason}`;
  around.print(`${line}\n`);
}

const words: Readonly<Record<ZoneReport["outcome"], string>> = {
  equal: "equal",
  unequal: "NOT equal",
  unknown: "could not tell",
};

function tell(report: ZoneReport, flags: VerifyFlags, around: Surroundings): void {
  if (flags.format === "json") {
    around.print(`${JSON.stringify(jsonOf(report, flags.all === true))}\n`);
    return;
  }
  const { apex, provider, outcome, matched, asked, reason, divergences, allowed } = report;
  const why = reason === "" ? "" : `: ${reason}`;
  around.print(
    `${apex} at ${provider}  ${words[outcome]}${why}  (${matched} of ${asked} questions answered as they should be)\n`,
  );
  for (const divergence of divergences.slice(0, divergencesMax)) {
    around.print(`  ${divergenceText(divergence)}\n`);
  }
  if (divergences.length > divergencesMax) {
    around.print(
      `  and ${divergences.length - divergencesMax} more (--format json has them all)\n`,
    );
  }
  if (flags.all !== true) return;
  for (const { owner, type, reason: expected } of allowed) {
    around.print(`  allowed: ${nameToText(owner)} ${typeName(type)}: ${expected}\n`);
  }
  for (const line of digestLines("digest", report.digests)) around.print(line);
  // Where providers hold different things, only these are the same for all of them.
  if (report.commonDigests[0]?.rrsets === report.digests[0]?.rrsets) return;
  for (const line of digestLines("digest for all", report.commonDigests)) around.print(line);
}

function digestLines(what: string, digests: readonly ZoneDigest[]): string[] {
  return digests.map(({ of, nameserver, rrsets, digest }) => {
    const who = nameserver === null ? of : `${of} ${nameserver.name}`;
    return `  ${what} of ${who}, ${rrsets} RRsets: ${digest ?? "none"}\n`;
  });
}

function divergenceText(divergence: Divergence): string {
  if (divergence.at === "nameserver") return findingText(divergence);
  return `API: ${nameToText(divergence.owner)} ${typeName(divergence.type)}: ${divergence.detail}`;
}

function jsonOf(report: ZoneReport, all: boolean): object {
  const placed = <T extends { readonly owner: Uint8Array; readonly type: number }>(one: T) => ({
    ...one,
    owner: nameToText(one.owner),
    type: typeName(one.type),
  });
  const { digests, commonDigests, allowed, divergences, ...rest } = report;
  return {
    ...rest,
    at: new Date(report.atMs).toISOString(),
    divergences: divergences.map(placed),
    ...(all && { allowed: allowed.map(placed), digests, commonDigests }),
  };
}
