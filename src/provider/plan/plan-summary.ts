/** A plan in numbers, and the words that all formats share. */
import { counted } from "../../base/counted.js";
import type { PlannedChange, PlanPart, SyncPlan } from "../contract/plan.js";

export interface PlanSummary {
  readonly creates: number;
  readonly updates: number;
  readonly deletes: number;
  /** Settings and resources of the provider. */
  readonly others: number;
  readonly held: number;
  /** Zones at providers of which nothing is applied. */
  readonly refused: number;
  readonly unreachable: number;
  readonly losses: number;
  readonly calls: number;
  /** Providers are called at the same time, so the longest counts; waits for propagation do not. */
  readonly seconds: number;
}

/** Changes of parts that are refused do not count as creates, updates, deletes. */
export function summaryOfPlan({ parts, unreachable }: SyncPlan): PlanSummary {
  const going = parts.filter(({ refusals }) => refusals.length === 0);
  const changes = going.flatMap((part) => part.changes);
  const seconds = new Map<string, number>();
  for (const { provider, expected } of going) {
    seconds.set(provider, (seconds.get(provider) ?? 0) + expected.seconds);
  }
  return {
    creates: countOf(changes, "create"),
    updates: countOf(changes, "update"),
    deletes: countOf(changes, "delete"),
    others: countOf(changes, "setting") + countOf(changes, "resource"),
    held: sum(parts, ({ held }) => held.length),
    refused: parts.length - going.length,
    unreachable: unreachable.length,
    losses: sum(parts, ({ losses }) => losses.length),
    calls: sum(going, ({ expected }) => expected.calls),
    seconds: Math.max(0, ...seconds.values()),
  };
}

/** Whether applying it would do anything. */
export function hasChanges({ parts }: SyncPlan): boolean {
  return parts.some(({ changes, refusals }) => changes.length > 0 && refusals.length === 0);
}

/** Whether a zone is not as it should be, even if nothing is applied to it before a flag is given. */
export function isToChange({ parts }: SyncPlan): boolean {
  return parts.some((part) => !isQuiet(part));
}

/** Nothing to change, nothing held, nothing refused. */
export function isQuiet({ changes, held }: PlanPart): boolean {
  return changes.length === 0 && held.length === 0;
}

/** `3 to make, 1 to change, 2 held back; 4 calls, about 2 s` */
export function summaryText(summary: PlanSummary): string {
  const { creates, updates, deletes, others, held, refused, unreachable, calls, seconds } = summary;
  const parts = [
    [creates, "to make"],
    [updates, "to change"],
    [deletes, "to delete"],
    [others, others === 1 ? "setting" : "settings"],
    [held, "held back"],
    [refused, refused === 1 ? "zone refused" : "zones refused"],
    [unreachable, "not looked at"],
  ]
    .filter(([count]) => count !== 0)
    .map(([count, what]) => `${count} ${what}`);
  if (parts.length === 0) return "no changes";
  const cost = calls === 0 ? "" : `; ${counted(calls, "call")}, about ${seconds} s`;
  return `${parts.join(", ")}${cost}`;
}

/** Words of a provider, or of whoever sent a plan, may hold anything: no control characters. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ");
}

function countOf(changes: readonly PlannedChange[], kind: string): number {
  return changes.reduce((count, { change }) => count + (change.kind === kind ? 1 : 0), 0);
}

function sum(parts: readonly PlanPart[], of: (part: PlanPart) => number): number {
  return parts.reduce((total, part) => total + of(part), 0);
}
