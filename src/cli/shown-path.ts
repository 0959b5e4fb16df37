/** Paths as people are told them. */
import { relative, sep } from "node:path";

/** From the working folder, with slashes; whole if it lies elsewhere. */
export function shownPath(path: string, workingFolder: string): string {
  const shown = relative(workingFolder, path);
  return (shown === "" || shown.startsWith("..") ? path : shown).split(sep).join("/");
}
