/** What is done about drift: put back at the provider, taken over into the zone file, told to a webhook. */
import { dirname } from "node:path";
import { nameToText } from "../dns/name-text.js";
import { typeName } from "../dns/rr/registry.js";
import { replaceFile } from "../format/written-file.js";
import { applyPlan } from "../provider/apply/apply-plan.js";
import type { Allowances } from "../provider/contract/member.js";
import { adopt } from "../provider/drift/adopt.js";
import { type ActedReport, adoptWishes, revertIds } from "../provider/drift/drift-actions.js";
import type { DriftReport, DriftResult } from "../provider/drift/drift-finding.js";
import type { DriftTally } from "../provider/drift/drift-tally.js";
import { revertPlan } from "../provider/drift/revert-plan.js";
import { fetchPost, tellWebhook } from "../provider/drift/webhook.js";
import type { FileMemory } from "../provider/journal/file-memory.js";
import { openVerifier } from "../provider/verify/verify-changes.js";
import { diskFiles } from "../zone/disk.js";
import type { Surroundings } from "./surroundings.js";
import { ApplyTeller } from "./sync-apply-teller.js";
import { realClock } from "./sync-clock.js";
import type { JobMember } from "./sync-job.js";
import { askPort, fractions } from "./sync-world.js";

export interface DriftActs {
  /** Otherwise only webhooks are told. */
  readonly act: boolean;
  readonly format: "text" | "json";
  readonly memory: FileMemory;
  readonly allowances: Allowances;
  readonly tally: DriftTally;
  /** Of the zone files. */
  readonly folder: string;
  readonly signal: AbortSignal | undefined;
  readonly around: Surroundings;
}

export async function actOnDrift(
  { members: reports }: DriftResult,
  members: readonly JobMember[],
  acts: DriftActs,
): Promise<void> {
  const pairs = reports.flatMap((report) => {
    const member = members.find(
      ({ source, provider }) => source.apex === report.apex && provider.name === report.provider,
    );
    return member === undefined || report.findings.length === 0 ? [] : [{ report, member }];
  });
  for (const { report, member } of pairs) await tellHook(report, member, acts);
  if (!acts.act) return;
  for (const zone of byZone(pairs)) adoptInto(zone, acts);
  await revert(pairs, acts);
}

interface Pair {
  readonly report: DriftReport;
  readonly member: JobMember;
}

function byZone(pairs: readonly Pair[]): Iterable<Pair[]> {
  const zones = new Map<string, Pair[]>();
  for (const pair of pairs) {
    const zone = zones.get(pair.report.apex);
    if (zone === undefined) zones.set(pair.report.apex, [pair]);
    else zone.push(pair);
  }
  return zones.values();
}

function actedOf({ report, member }: Pair): ActedReport {
  return { report, actions: member.chosen.entry.drift.actions };
}

async function tellHook(report: DriftReport, member: JobMember, acts: DriftActs): Promise<void> {
  const { webhook } = member.chosen.entry.drift;
  if (webhook === null) return;
  const world = { post: fetchPost, clock: realClock, random: fractions(acts.around) };
  const fault = await tellWebhook(webhook, report, world, acts.signal);
  if (fault === null) {
    acts.tally.webhooksSent++;
    return;
  }
  acts.tally.webhooksFailed++;
  acts.around.complain(`fivenines: ${fault}\n`);
}

/** One zone file, whatever the number of providers that have something else. */
function adoptInto(pairs: readonly Pair[], acts: DriftActs): void {
  const { wishes, refused } = adoptWishes(pairs.map(actedOf));
  const { path, zone } = pairs[0]!.member.source;
  for (const reason of refused) {
    acts.around.complain(`fivenines: not adopted into ${path}: ${reason}\n`);
  }
  if (wishes.length === 0) return;
  const adoption = adopt({
    files: diskFiles,
    zone: { path, root: dirname(path), apex: zone.apex },
    wanted: wishes,
    nowSeconds: Math.floor(acts.around.now() / 1000),
  });
  for (const { wish, reason } of adoption.refused) {
    const what = `${nameToText(wish.owner)} ${typeName(wish.type)}`;
    acts.around.complain(`fivenines: ${what} is not adopted into ${path}: ${reason}\n`);
  }
  if (adoption.after === null) return;
  // Whole or not at all: a zone file cut short would be a zone emptied.
  replaceFile(path, adoption.after);
  acts.tally.adopted += adoption.adopted.length;
  for (const { owner, type } of adoption.adopted) {
    const what = { owner: nameToText(owner), type: typeName(type) };
    acts.around.print(
      acts.format === "json"
        ? `${JSON.stringify({ kind: "adopted", atMs: acts.around.now(), path, ...what })}\n`
        : `  adopted into ${path}: ${what.owner} ${what.type}\n`,
    );
  }
}

async function revert(pairs: readonly Pair[], acts: DriftActs): Promise<void> {
  const { memory, allowances, around, signal, tally } = acts;
  const wanted = pairs.map((pair) => ({
    member: pair.member,
    changeIds: revertIds(actedOf(pair)),
  }));
  if (wanted.every(({ changeIds }) => changeIds.size === 0)) return;
  const made = await revertPlan(wanted, memory, {
    clock: realClock,
    allowances,
    ...(signal === undefined ? {} : { signal }),
  });
  const teller = new ApplyTeller(made.plan, acts.format, around);
  const summary = await applyPlan({
    ...made,
    members: pairs.map(({ member }) => member),
    memory,
    clock: realClock,
    random: fractions(around),
    allowances,
    replan: false,
    verifier: openVerifier({ port: askPort(around), clock: realClock }),
    ...(signal === undefined ? {} : { signal }),
    onEvent: (event) => teller.tell(event),
  });
  teller.end(summary);
  tally.reverted += summary.members.reduce((sum, { applied }) => sum + applied, 0);
}
