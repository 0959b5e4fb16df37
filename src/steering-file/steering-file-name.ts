/** `example.com.zone` is steered by `example.com.steering.yaml` beside it: the ending is exchanged. */
import type { Diagnostic } from "../base/diagnostic.js";
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

/** A steering file whose zone file is not served, or is not there at all. */
export function steeringAlone(file: string, zoneFile: string): Diagnostic {
  return {
    code: "steering-alone",
    severity: "error",
    message: "no zone here is steered by this file",
    file,
    hint: `it belongs to ${zoneFile}: name it after its zone file, letter for letter`,
  };
}
