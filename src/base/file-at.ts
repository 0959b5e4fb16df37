import { type Stats, statSync } from "node:fs";

/** What is at a path; undefined if nothing is, or nothing that may be looked at (a circle of links). */
export function fileAt(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
