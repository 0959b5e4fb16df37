/** A diff for programs; `change.ts` says what its parts mean. */
import { isDifferent, type ZoneDiff } from "./change.js";
import { summaryOf } from "./diff-summary.js";

/** Raised when a field changes its meaning or goes; new ones may come without that. */
const formatVersion = 1;

export function formatDiffJson(diffs: readonly ZoneDiff[]): string {
  const zones = diffs.filter(isDifferent).map((diff) => ({ ...diff, summary: summaryOf([diff]) }));
  return `${JSON.stringify({ format: formatVersion, zones }, null, 2)}\n`;
}
