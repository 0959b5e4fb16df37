/** Paths as people are told them. */
import { relative, sep } from "node:path";
import type { PathFault } from "../check/zone-paths.js";

/** From the working folder, with slashes; whole if it lies elsewhere. */
export function shownPath(path: string, workingFolder: string): string {
  const shown = relative(workingFolder, path);
  return (shown === "" || shown.startsWith("..") ? path : shown).split(sep).join("/");
}

/** Why nothing was begun, one reason a line. */
export function tellPathFaults(faults: readonly PathFault[], workingFolder: string): string {
  const told = faults.map(({ path, reason }) => `${shownPath(path, workingFolder)}: ${reason}`);
  return told.join("\nfivenines: ");
}
