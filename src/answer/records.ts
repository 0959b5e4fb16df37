/**
 * What the slow path reads: zones, their nodes and RRsets, wherever they are kept. Two stores
 * implement it: the columns of a zone as read (`column-records.ts`) and the compiled image
 * (`image-records.ts`). A node is a name that exists, empty non-terminals included (RFC 4592
 * §2.2.2), and that no cut and no DNAME hides; it is a number of the store's own.
 */

export const noNode = -1;

export interface ZoneSet {
  /** The zone with the longest apex that is the name at `name[at…]` or above it; without case. */
  closest(name: Uint8Array, at: number): ZoneRecords | null;
  /** The query is answered: what was found for it is not looked at any more. */
  release(): void;
}

export interface ZoneRecords {
  /** Apex in wire form, lower case. */
  readonly apex: Uint8Array;
  /**
   * The node of the well-formed wire name at `name[at…]`, without case, or `noNode`. What it says of
   * names below a cut or a DNAME does not matter.
   */
  node(name: Uint8Array, at: number): number;
  has(node: number, type: number): boolean;
  /**
   * The RRset of that type at the node, or null. It stays valid until the query is answered. One
   * that is steered is what was chosen of it, the same for the whole query; without any record if
   * nothing is to be answered for the time being.
   */
  rrset(node: number, type: number): RrsetView | null;
  /** The lowest TYPE at the node, or -1 at an empty non-terminal. */
  lowestType(node: number): number;
  /**
   * Appends the additional data of that RRset, answered with the owner name at `owner[ownerAt…]`.
   * Glue is found too; what of it a referral requires is for the caller to tell.
   */
  additional(
    node: number,
    type: number,
    owner: Uint8Array,
    ownerAt: number,
    out: OwnedRrset[],
  ): void;
}

/** RDATA in wire form, names uncompressed: record i is `bytes[starts[i], ends[i])`. */
export interface RrsetView {
  readonly type: number;
  readonly ttl: number;
  readonly count: number;
  readonly bytes: Uint8Array;
  readonly starts: ArrayLike<number>;
  readonly ends: ArrayLike<number>;
}

/** An RRset and the well-formed name at `owner[ownerAt…]` that it is written under. */
export interface OwnedRrset {
  readonly owner: Uint8Array;
  readonly ownerAt: number;
  readonly rrset: RrsetView;
}

/** What the responder asks of the slow path. */
export interface SlowAnswerer {
  /**
   * Answers the one question of the message at `bytes[messageAt…]`, class IN, an ordinary QTYPE or
   * ANY, which ends at `questionEnd` and whose name is not compressed. Writes flags, counts and the
   * sections behind the question, without OPT, all before `limit`; sets TC if that is not enough.
   * Returns the end of the message. The RCODE is in the header and in `rcode`.
   */
  answer(bytes: Uint8Array, messageAt: number, questionEnd: number, limit: number): number;
  readonly rcode: number;
  /** INFO-CODE of an extended error that goes with the last answer, or -1. */
  readonly extendedError: number;
}
