/** The zones of a repository, as far as rules look into others than their own. */
import { isSubdomain } from "../src/dns/name.js";
import type { ZoneIndex } from "./zone-index.js";

export interface ZoneSet {
  /**
   * The innermost zone here whose apex is the wire name `name[start, end)` or above it; undefined
   * if there is none, or it could not be read. Names may be in any case.
   */
  enclosing(name: Uint8Array, start: number, end: number): ZoneIndex | undefined;
}

/** A repository of one zone. */
export function onlyZone(index: ZoneIndex): ZoneSet {
  const { apex } = index.zone;
  return {
    enclosing: (name, start, end) =>
      isSubdomain(name, start, end, apex, 0, apex.length) ? index : undefined,
  };
}
