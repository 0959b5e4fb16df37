/**
 * RRsets as provider sync compares and moves them: wire form, whatever text a provider writes them
 * in. Adapters convert at their border, so no text of one provider ever reaches another.
 */
import type { Json, JsonObject } from "../contract/json.js";

export interface Rrset {
  /** Wire form, absolute, lower case. */
  readonly owner: Uint8Array;
  /** TYPE code. */
  readonly type: number;
  /**
   * Tells RRsets of one owner and type apart where a provider can hold several (the set identifier
   * of Route 53). Empty everywhere else.
   */
  readonly variant: string;
  /** 0 where the provider keeps none for it (alias records of Route 53). */
  readonly ttlSeconds: number;
  /** RDATA in wire form, names uncompressed and their case kept; no two alike, in canonical order. */
  readonly rdatas: readonly Uint8Array[];
  /**
   * What only one provider knows of it: `proxied`, an alias target, a routing policy. Compared as a
   * whole; null where there is nothing. Comments and other notes that must survive, but do not
   * matter, belong into `raw`.
   */
  readonly extra: JsonObject | null;
}

/** An RRset as a provider listed it. */
export interface ListedRrset extends Rrset {
  /**
   * What its adapter needs to change or delete it: record ids, values verbatim. Kept in plans and
   * journals, never compared.
   */
  readonly raw: Json;
  /** Whether the provider's own mark says that fivenines made it; null if it has no marks. */
  readonly marked: boolean | null;
}

/** Identity of an RRset within its zone, as a key of maps: owner, type, variant. */
export function rrsetKey(owner: Uint8Array, type: number, variant = ""): string {
  return `${String.fromCharCode(...owner)}${String.fromCharCode(type)}${variant}`;
}

export function keyOf({ owner, type, variant }: Pick<Rrset, "owner" | "type" | "variant">): string {
  return rrsetKey(owner, type, variant);
}
