/** A zone file of the repository, before anybody has read it. */
import { basename, dirname } from "node:path";
import { apexOfFileName } from "../zone/zone-file-name.js";

export interface ListedZone {
  /** Absolute. */
  readonly path: string;
  /** Folder that its $INCLUDE lines may not leave. */
  readonly root: string;
  /** Presentation form, absolute, lower case; null: whatever its first record belongs to. */
  readonly apex: string | null;
  /** A steering file lies beside it. */
  readonly steered: boolean;
}

/** A file that was found in a folder: its name says which zone it is. */
export function listedZone(
  path: string,
  root: string = dirname(path),
  steered = false,
): ListedZone {
  const apex = apexOfFileName(basename(path));
  return { path, root, apex: typeof apex === "string" ? apex : null, steered };
}

/**
 * A file that somebody named: it may be called anything. A single word before `.zone` is more
 * often a nickname (`office.zone`) than a top-level domain.
 */
export function namedZone(path: string, root: string = dirname(path), steered = false): ListedZone {
  const { apex } = listedZone(path, root, steered);
  const isNickname = apex !== null && apex !== "." && apex.split(".").length < 3;
  return { path, root, apex: isNickname ? null : apex, steered };
}
