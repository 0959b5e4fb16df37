/**
 * A diff for programs, a change a line; `change.ts` says what its parts mean. Written piece by
 * piece: a million changes are longer than a string can be.
 */
import { isDifferent, type ZoneDiff } from "./change.js";
import { summaryOf } from "./diff-summary.js";

/** Raised when a field changes its meaning or goes; new ones may come without that. */
const formatVersion = 1;

export function* diffJson(diffs: readonly ZoneDiff[]): Generator<string> {
  yield `{"format":${formatVersion},"zones":[`;
  let zones = 0;
  for (const diff of diffs.filter(isDifferent)) {
    const { changes, ...facts } = diff;
    const head = JSON.stringify({ ...facts, summary: summaryOf([diff]) });
    yield `${zones++ === 0 ? "" : ","}\n${head.slice(0, -1)},"changes":[`;
    let count = 0;
    for (const change of changes) yield `${count++ === 0 ? "" : ","}\n ${JSON.stringify(change)}`;
    yield "]}";
  }
  yield "\n]}\n";
}
