/** Changes divided into calls, by number and by size of the body. */
import { counted } from "../../base/counted.js";
import type { Change } from "../contract/change.js";
import type { Batch, PackOptions } from "../contract/provider.js";
import { changeGroups, cutGroups } from "../plan/pack-groups.js";
import { powerdnsCapabilities } from "./capabilities.js";
import { patchBody, patchBytes } from "./patch.js";

export function packPatches(
  changes: readonly Change[],
  { overwrite = false, changesMax }: PackOptions = {},
): Batch[] {
  const weigh = (group: readonly Change[]) => ({
    operations: group.length,
    characters: 0,
    bytes: group.reduce((sum, change) => sum + patchBytes(change), 0),
  });
  const bounds = { ...powerdnsCapabilities.batch, changesMax };
  return cutGroups(changeGroups(changes), weigh, bounds).map((cut) => {
    const count = counted(cut.length, "change");
    const bytes = Buffer.byteLength(patchBody(cut));
    return { changes: cut, summary: `PATCH: ${count}, ${bytes} octets`, calls: 1, overwrite };
  });
}
