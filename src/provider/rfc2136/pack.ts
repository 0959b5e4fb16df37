/**
 * Changes divided into updates, each all or nothing. Names that NS records at the apex need come
 * before them, since BIND refuses an NS record whose name in the zone has no address.
 */
import { counted } from "../../base/counted.js";
import { updateBytesMax } from "../../transfer/update-message.js";
import { type Change, isRrsetChange } from "../contract/change.js";
import type { Batch, PackOptions } from "../contract/provider.js";
import { type ChangeGroup, changeGroups, cutGroups } from "../plan/pack-groups.js";
import { updateOfChanges, updatePartsBytes } from "./update-of-changes.js";

export function packUpdates(
  changes: readonly Change[],
  apex: Uint8Array,
  guarded: boolean,
  operationsMax: number,
  { overwrite = false, changesMax }: PackOptions = {},
): Batch[] {
  const partsOf = (group: ChangeGroup) =>
    updateOfChanges(group.filter(isRrsetChange), apex, guarded && !overwrite);
  const bytesOf = (group: ChangeGroup) => updatePartsBytes(partsOf(group));
  // An owner that does not fit into one message is divided by RRset; translations see to it that
  // every RRset does.
  const groups = changeGroups(changes).flatMap((group) =>
    bytesOf(group) <= updateBytesMax ? [group] : group.map((change) => [change]),
  );
  const weigh = (group: ChangeGroup) => ({
    operations: group.length,
    characters: 0,
    bytes: bytesOf(group),
  });
  const bounds = { operationsMax, charactersMax: null, bytesMax: updateBytesMax, changesMax };
  return cutGroups(groups, weigh, bounds).map((batch) => {
    const { prerequisites, steps } = partsOf(batch);
    const bytes = updatePartsBytes({ prerequisites, steps });
    const summary = `UPDATE: ${counted(batch.length, "change")}, ${counted(prerequisites.length, "prerequisite")}, ${counted(steps.length, "step")}, at most ${bytes} octets`;
    return { changes: batch, summary, calls: 1, overwrite };
  });
}
