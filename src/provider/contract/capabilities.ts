/**
 * What a provider can do, as dated facts: the planner asks this table, never the provider's name.
 * Whoever changes a row gives the day on which the documentation was read.
 */
export interface Capabilities {
  /** As people call it: "Amazon Route 53". */
  readonly title: string;
  /** Day on which the row was last held against the documentation, YYYY-MM-DD. */
  readonly asOf: string;
  /** Where the facts are from: addresses of documentation, RFC and section. */
  readonly sources: readonly string[];
  /** TYPE codes that it takes; "any" includes types unknown here. */
  readonly types: ReadonlySet<number> | "any";
  readonly ttl: TtlRange;
  /** Owners whose leftmost label is `*`: all types, all but NS, or none. */
  readonly wildcards: "all" | "not-ns" | "none";
  /** Octets of one RDATA in wire form, and of all of an RRset together. */
  readonly rdataBytesMax: number;
  readonly rrsetBytesMax: number;
  readonly batch: BatchLimits;
  /** How a change is refused if somebody else changed the same RRset since it was listed. */
  readonly compareAndSwap: "none" | "exact-delete" | "prerequisite" | "etag";
  /**
   * NS at the apex: `writable` like others, `added` to the provider's own, `setting` the same but
   * only with a setting switched on, `fixed` not at all.
   */
  readonly apexNs: "writable" | "added" | "setting" | "fixed";
  /** What can stand for a CNAME at the apex. */
  readonly alias: "none" | "own-names" | "flattened" | "resolved";
  /** Policies that the provider itself can steer by, from its own health checks. */
  readonly steering: readonly ("weighted" | "failover")[];
  /** Where a mark "made by fivenines" can be kept. */
  readonly ownership: "none" | "comment";
  /** Whether the division of a TXT RDATA into strings survives. */
  readonly txtStrings: "kept" | "divided-anew";
  /** How it is known that all nameservers have a change. */
  readonly propagation: "polled" | "serial" | "none";
  /** Whether it can make a zone that is not there. */
  readonly createsZones: boolean;
  readonly rate: RateLimits;
}

export interface TtlRange {
  readonly minSeconds: number;
  readonly maxSeconds: number;
}

export interface BatchLimits {
  /** Operations in one call, by `cost`. */
  readonly operationsMax: number;
  /** Characters over all values, if they are counted. */
  readonly charactersMax: number | null;
  /** Octets of a call's body, if they are bounded. */
  readonly bytesMax: number | null;
  /** What is all or nothing. */
  readonly atomic: "batch" | "rrset" | "record";
  /** Batches of one zone under way at once. */
  readonly inFlightMax: number;
}

/** Defaults; what a provider's answers say of its limits takes their place. */
export interface RateLimits {
  readonly callsPerSecond: number;
  readonly burst: number;
}
