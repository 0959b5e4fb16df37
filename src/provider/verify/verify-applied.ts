/** Asks nameservers for what was applied last, without a call to the provider's API for its list. */

import type { VerifyPolicy } from "../contract/member.js";
import type { LastApplied } from "../contract/memory.js";
import type { Provider, ProviderZone } from "../contract/provider.js";
import type { Rrset } from "../rrset/rrset.js";
import { type Expectancy, type ExpectSource, expectedOf, type Unchecked } from "./expected.js";
import { sample } from "./sample.js";
import { type AskedReport, askForReport, type VerifierWorld } from "./verify-report.js";
import { byQuestion } from "./zone-expectations.js";
import { ZoneShape } from "./zone-shape.js";

export interface AppliedTask {
  readonly provider: Provider;
  readonly zone: ProviderZone;
  readonly last: LastApplied;
  readonly policy: VerifyPolicy;
  /** RRsets asked for at most. */
  readonly sampleMax: number;
  readonly random: () => number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (asked: number, matched: number) => void;
}

export function verifyApplied(task: AppliedTask, world: VerifierWorld): Promise<AskedReport> {
  const { provider, zone, last } = task;
  const shape = new ZoneShape(zone.apex, last.rrsets);
  const source: ExpectSource = { provider, zone, shape };
  const { expectancies, unchecked } = expectAll(
    sample([...byQuestion(last.rrsets)], task.sampleMax, task.random),
    source,
  );
  return askForReport({ ...task, expectancies, unchecked }, world);
}

/** Of RRsets as they should be there, a list for each question. */
export function expectAll(
  groups: readonly (readonly Rrset[])[],
  source: ExpectSource,
): { readonly expectancies: Expectancy[]; readonly unchecked: Unchecked[] } {
  const expectancies: Expectancy[] = [];
  const unchecked: Unchecked[] = [];
  for (const group of groups) {
    const expected = expectedOf(group, source);
    if ("reason" in expected) unchecked.push(expected);
    else expectancies.push({ ...expected, stale: null });
  }
  return { expectancies, unchecked };
}
