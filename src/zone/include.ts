/**
 * Which file an $INCLUDE means. A relative path counts from the folder of the including file, as
 * in Knot; if nothing is there, from the zones folder, which is where BIND and NSD look. Wherever it
 * leads, symbolic links included, it must end inside the zones folder.
 */
import { dirname, isAbsolute, join, sep } from "node:path";
import type { ZoneFiles } from "./zone-files.js";

export interface ResolvedInclude {
  /** As told to operators: joined, but not freed from links. */
  readonly path: string;
  readonly realPath: string;
}

/** The file, or why there is none, as a sentence's end. */
export function resolveInclude(
  files: ZoneFiles,
  named: string,
  includer: string,
  root: string,
): ResolvedInclude | string {
  const candidates = isAbsolute(named)
    ? [named]
    : [join(dirname(includer), named), join(root, named)];
  const realRoot = files.realPath(root);
  if (realRoot === undefined) return "the zones folder is gone";
  for (const path of candidates) {
    const realPath = files.realPath(path);
    if (realPath === undefined) continue;
    const inside = realPath.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep);
    return inside ? { path, realPath } : "it is outside the zones folder";
  }
  return "no such file";
}
