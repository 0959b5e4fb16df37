/** `example.com.zone` is steered by `example.com.steering.yaml` beside it: the ending is exchanged. */
import { zoneFileEnding } from "../zone/zone-file-name.js";

export const steeringFileEnding = ".steering.yaml";

/** Path or name of the steering file of a zone file. */
export function steeringFileOf(zoneFile: string): string {
  const stem = zoneFile.endsWith(zoneFileEnding)
    ? zoneFile.slice(0, -zoneFileEnding.length)
    : zoneFile;
  return stem + steeringFileEnding;
}

/** Path or name of the zone file that a steering file is for; null if it is no steering file. */
export function zoneFileOf(steeringFile: string): string | null {
  if (!steeringFile.endsWith(steeringFileEnding)) return null;
  return steeringFile.slice(0, -steeringFileEnding.length) + zoneFileEnding;
}
