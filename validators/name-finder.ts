/**
 * What the repository's zones say of a name: the question behind "does this MX point anywhere". It
 * is RFC 1034 §4.3.2 without the answer. The result is kept in the finder and overwritten by the
 * next look-up, so that a rule may ask a million times.
 */
import { rrtype } from "./rrtype.js";
import type { ZoneIndex } from "./zone-index.js";
import type { ZoneSet } from "./zone-set.js";

export const standing = {
  /** No zone here holds it: only the network knows. */
  elsewhere: 0,
  /** It has records: `owner` of `zone`. */
  data: 1,
  /** It is made from the wildcard at `owner` of `zone`. */
  wildcard: 2,
  /** Nothing at it, something below it: NODATA. */
  emptyNonTerminal: 3,
  /** At or below the zone cut at `owner` of `zone`, into a zone that is not here. */
  delegated: 4,
  /** Below the DNAME at `owner` of `zone`. */
  dname: 5,
  /** `zone` says that it does not exist: NXDOMAIN. */
  absent: 6,
} as const;
export type Standing = (typeof standing)[keyof typeof standing];

export class NameFinder {
  /** Where the last look-up ended; undefined after `elsewhere`. */
  zone: ZoneIndex | undefined;
  /** Owner that the last look-up ended at, or -1. */
  owner = -1;

  constructor(private readonly zones: ZoneSet) {}

  /** Looks up the well-formed wire name at `name[at…]`; one of `standing`. */
  find(name: Uint8Array, at: number): Standing {
    let end = at;
    while (name[end] !== 0) end += name[end]! + 1;
    return this.findRange(name, at, end + 1);
  }

  private findRange(name: Uint8Array, start: number, end: number): Standing {
    const index = this.zones.enclosing(name, start, end);
    this.zone = index;
    this.owner = -1;
    if (index === undefined) return standing.elsewhere;
    const { zone } = index;
    const exact = zone.findOwner(name, start, end);
    if (exact !== -1 && index.authorityOf(exact) === 0) {
      this.owner = exact;
      return standing.data;
    }
    const hidden = this.hiding(index, name, start, end);
    if (hidden !== undefined) return hidden;
    if (exact !== -1) {
      this.owner = exact;
      return standing.data;
    }
    if (index.isEmptyNonTerminal(name, start, end)) return standing.emptyNonTerminal;
    return this.fromWildcard(index, name, start, end);
  }

  /** The cut or DNAME nearest to the apex that hides the name, if any. */
  private hiding(
    index: ZoneIndex,
    name: Uint8Array,
    start: number,
    end: number,
  ): Standing | undefined {
    const { zone } = index;
    let found: Standing | undefined;
    for (let at = start; end - at > zone.apex.length; at += name[at]! + 1) {
      const owner = zone.findOwner(name, at, end);
      if (owner === -1 || (name[at] === 1 && name[at + 1] === 0x2a)) continue;
      const isCut = index.has(owner, rrtype.NS);
      if (!isCut && (at === start || !index.has(owner, rrtype.DNAME))) continue;
      found = isCut ? standing.delegated : standing.dname;
      this.owner = owner;
    }
    // A DNAME at the apex hides everything below it, cuts too.
    if (end - start > zone.apex.length && index.has(0, rrtype.DNAME)) {
      this.owner = 0;
      return standing.dname;
    }
    return found;
  }

  /** RFC 4592 §3.3.1: the asterisk below the closest encloser, or nothing. */
  private fromWildcard(index: ZoneIndex, name: Uint8Array, start: number, end: number): Standing {
    const { zone } = index;
    let at = start;
    do at += name[at]! + 1;
    while (
      zone.findOwner(name, at, end) === -1 &&
      end - at > zone.apex.length &&
      !index.isEmptyNonTerminal(name, at, end)
    );
    const source = new Uint8Array(2 + end - at);
    source[0] = 1;
    source[1] = 0x2a;
    source.set(name.subarray(at, end), 2);
    this.owner = zone.findOwner(source, 0, source.length);
    if (this.owner !== -1) return standing.wildcard;
    return index.isEmptyNonTerminal(source, 0, source.length)
      ? standing.emptyNonTerminal
      : standing.absent;
  }
}
