/** Paths as people are told them. */
import { relative, sep } from "node:path";
import { tame } from "../check/shown-line.js";
import type { PathFault } from "../check/zone-paths.js";

/** For a terminal: what a stranger has called a file gives it no orders. */
export function shownPath(path: string, workingFolder: string): string {
  return tame(pathFrom(path, workingFolder));
}

/** From the working folder, with slashes; whole if it lies elsewhere. */
export function pathFrom(path: string, workingFolder: string): string {
  const shown = relative(workingFolder, path);
  return (shown === "" || shown.startsWith("..") ? path : shown).split(sep).join("/");
}

/** Why nothing was begun, one reason a line. */
export function tellPathFaults(faults: readonly PathFault[], workingFolder: string): string {
  const told = faults.map(({ path, reason }) => `${shownPath(path, workingFolder)}: ${reason}`);
  return told.join("\nfivenines: ");
}
