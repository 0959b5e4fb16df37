/** Changes divided into calls: settings one by one, records by the operations that the plan allows. */
import { type Change, isRrsetChange } from "../contract/change.js";
import type { Batch, PackOptions } from "../contract/provider.js";
import { changeGroups, cutGroups } from "../plan/pack-groups.js";
import { countOf, divided, type Operations, operationsOf, together } from "./operations.js";

export function packBatches(
  changes: readonly Change[],
  batchMax: number,
  { overwrite = false, changesMax }: PackOptions = {},
): Batch[] {
  const weigh = (group: readonly Change[]) => ({
    operations: countOf(operationsOfBatch(group, false)),
    characters: 0,
    bytes: 0,
  });
  const isRecords = (group: readonly Change[]) => group.every(({ kind }) => kind !== "setting");
  const groups = changeGroups(changes);
  const bounds = { operationsMax: batchMax, charactersMax: null, bytesMax: null, changesMax };
  const settings = groups.filter((group) => !isRecords(group));
  const cuts = [...settings, ...cutGroups(groups.filter(isRecords), weigh, bounds)];
  return cuts.map((cut) => {
    const operations = operationsOfBatch(cut, false);
    const calls = isRecords(cut) ? divided(operations, batchMax).length : 1;
    return { changes: cut, summary: summaryOf(cut, operations), calls, overwrite };
  });
}

export function operationsOfBatch(changes: readonly Change[], marks: boolean): Operations {
  return together(changes.filter(isRrsetChange).map((change) => operationsOf(change, marks)));
}

function summaryOf(changes: readonly Change[], operations: Operations): string {
  const [first] = changes;
  if (first?.kind === "setting") return `DNS settings: ${first.name}`;
  const { deletes, patches, posts } = operations;
  return `batch: ${deletes.length} deletes, ${patches.length} patches, ${posts.length} posts`;
}
