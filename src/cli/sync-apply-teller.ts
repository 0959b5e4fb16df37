/**
 * Tells how applying goes: a bar on a terminal and a line for what matters, or each event as a line
 * of JSON.
 */

import { counted } from "../base/counted.js";
import { nameToText } from "../dns/name-text.js";
import { typeName } from "../dns/rr/registry.js";
import type { ApplySummary, MemberSummary } from "../provider/apply/apply-task.js";
import type { MemberOutcome, SyncEvent } from "../provider/contract/events.js";
import type { SyncPlan } from "../provider/contract/plan.js";
import type { Finding, VerifyReport } from "../provider/contract/verification.js";
import { Progress } from "./progress.js";
import type { Surroundings } from "./surroundings.js";

/** Findings of one member that are told; the rest is counted. */
const findingsMax = 20;

const words: Readonly<Record<MemberOutcome, string>> = {
  done: "done",
  partly: "done in part",
  unchanged: "unchanged",
  unverified: "applied, not verified",
  undone: "put back",
  refused: "refused",
  failed: "failed",
  skipped: "left out",
};

export class ApplyTeller {
  private readonly progress: Progress;

  constructor(
    plan: SyncPlan,
    private readonly format: "text" | "json",
    private readonly around: Surroundings,
  ) {
    const batches = plan.parts.reduce((sum, part) => sum + part.batches.length, 0);
    this.progress = new Progress("applied", batches, around, "batches");
  }

  /** What is to be done, for those who were not shown the plan. */
  begin({ id, parts, unreachable }: SyncPlan): void {
    if (this.format !== "json") return;
    const planned = parts.map(({ apex, provider, stage, changes, held, refusals, losses }) => ({
      ...{ apex, provider, stage, changes: changes.length, refusals },
      held: held.map(({ change, refusal }) => ({ changeId: change.id, ...refusal })),
      losses: losses.map(({ code, severity, owner, type, message }) => {
        return { code, severity, owner: nameToText(owner), type: typeName(type), message };
      }),
    }));
    const line = { kind: "plan", atMs: this.around.now(), id, parts: planned, unreachable };
    this.around.print(`${JSON.stringify(line)}\n`);
  }

  tell(event: SyncEvent): void {
    if (this.format === "json") {
      this.around.print(`${JSON.stringify(eventJson(event))}\n`);
      return;
    }
    const { around } = this;
    switch (event.kind) {
      case "batch":
        this.progress.advance();
        return;
      case "waiting":
        if (event.ms >= 1000) this.line(event, `waits ${seconds(event.ms)}: ${event.reason}`);
        return;
      case "set-aside":
        this.line(event, `set aside: ${event.changeId}: ${event.reason}`);
        return;
      case "verified":
        this.progress.clear();
        this.line(event, verifiedText(event.report));
        for (const finding of event.report.findings.slice(0, findingsMax)) {
          around.print(`  ${findingText(finding)}\n`);
        }
        return;
      case "undo":
        this.line(event, `is put back: ${event.reason}`);
        return;
      default:
        return;
    }
  }

  end(summary: ApplySummary): void {
    this.progress.clear();
    if (this.format === "json") {
      this.around.print(`${JSON.stringify({ kind: "summary", ...summaryJson(summary) })}\n`);
      return;
    }
    for (const member of summary.members) this.around.print(`${memberText(member)}\n`);
  }

  private line({ apex, provider }: { apex: string; provider: string }, text: string): void {
    this.progress.clear();
    this.around.print(`${apex} at ${provider}  ${text}\n`);
  }
}

function memberText({ apex, provider, outcome, applied, message, hint }: MemberSummary): string {
  const count = applied === 0 ? "" : `, ${applied} ${applied === 1 ? "change" : "changes"}`;
  const why = message === "" ? "" : `: ${message}`;
  const remedy = hint === "" ? "" : `\n  ${hint}`;
  return `${apex} at ${provider}  ${words[outcome]}${count}${why}${remedy}`;
}

function verifiedText({ outcome, matched, asked, nameservers, tookMs }: VerifyReport): string {
  const servers = counted(nameservers.length, "nameserver");
  const what = `${matched} of ${counted(asked, "question")}, ${servers}, ${seconds(tookMs)}`;
  if (outcome === "equal") return `is served as it should be (${what})`;
  return outcome === "unequal"
    ? `is NOT served as it should be (${what})`
    : `not verified (${what})`;
}

export function findingText({
  nameserver,
  transport,
  owner,
  type,
  verdict,
  detail,
}: Finding): string {
  const server = `${nameserver.name} ${transport}`;
  return `${server}: ${nameToText(owner)} ${typeName(type)} ${verdict}: ${detail}`;
}

function eventJson(event: SyncEvent): object {
  if (event.kind !== "verified") return event;
  return { ...event, report: reportJson(event.report) };
}

export function reportJson(report: VerifyReport): object {
  const placed = <T extends { readonly owner: Uint8Array; readonly type: number }>(one: T) => ({
    ...one,
    owner: nameToText(one.owner),
    type: typeName(one.type),
  });
  return {
    ...report,
    findings: report.findings.map(placed),
    unchecked: report.unchecked.map(placed),
  };
}

function summaryJson({ members, isComplete }: ApplySummary): object {
  return {
    isComplete,
    members: members.map((member) => ({
      ...member,
      report: member.report === null ? null : reportJson(member.report),
    })),
  };
}

function seconds(ms: number): string {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}
