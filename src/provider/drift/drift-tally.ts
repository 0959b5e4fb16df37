/** What a watch has seen and done, as plain numbers: whoever exports metrics reads them. */
import type { DelegationReport, DriftClass, DriftResult } from "./drift-finding.js";

export interface DriftTally {
  /** Looks at all members, and those left out because nothing had moved. */
  looks: number;
  skipped: number;
  /** Members that could not be looked at in the last look. */
  unknown: number;
  /** Findings of the last look, by class. */
  readonly findings: Record<DriftClass, number>;
  reverted: number;
  adopted: number;
  webhooksSent: number;
  webhooksFailed: number;
  /** Unix milliseconds; 0 before the first. */
  lastLookMs: number;
}

export function newTally(): DriftTally {
  return {
    looks: 0,
    skipped: 0,
    unknown: 0,
    findings: { value: 0, ttl: 0, extra: 0, missing: 0, settings: 0, served: 0, delegation: 0 },
    reverted: 0,
    adopted: 0,
    webhooksSent: 0,
    webhooksFailed: 0,
    lastLookMs: 0,
  };
}

export function countLook(tally: DriftTally, result: DriftResult, nowMs: number): void {
  const { findings } = tally;
  for (const name of Object.keys(findings) as DriftClass[]) findings[name] = 0;
  const reports: readonly Pick<DelegationReport, "findings">[] = [
    ...result.members,
    ...result.delegations,
  ];
  for (const report of reports) for (const finding of report.findings) findings[finding.class]++;
  tally.looks++;
  tally.unknown = result.members.filter(({ outcome }) => outcome === "unknown").length;
  tally.lastLookMs = nowMs;
}
