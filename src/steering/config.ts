/**
 * A zone's steering, as the planner takes it: what `zones/<apex>.steering.yaml` says, checked
 * against the zone, every default filled in, durations in milliseconds, names absolute and in lower
 * case. It is plain JSON: it travels inside the zone's compiled image, so that zone and steering are
 * one unit, loaded, kept on disk and put into service together.
 */

/** RRset types that can be steered. */
export type SteeredType = "A" | "AAAA" | "CNAME";

export interface ZoneSteering {
  /** Absolute, lower case: `example.com.` */
  readonly apex: string;
  readonly monitors: readonly Monitor[];
  readonly guard: Guard;
  /** One for each steered RRset; the place in this list is its index in the compiled image. */
  readonly rrsets: readonly SteeredRrset[];
  /** One for each probe that the targets need: an (address, monitor) pair, listed once. */
  readonly probes: readonly ProbeSpec[];
}

/** Removals by the monitoring alone are bounded: no single mistake of it may empty a pool. */
export interface Guard {
  /** Share of a pool's targets that may be taken out within the window; at least one may. */
  readonly maxRemoved: number;
  /** Share of the zone's targets that may be taken out within the window. */
  readonly maxRemovedOfZone: number;
  /** So many of the zone may be in any case; at least 1. In small zones the pools' bound is enough. */
  readonly minRemovedOfZone: number;
  readonly windowMs: number;
  /** What is held is let go after its probes have agreed for so long. */
  readonly releaseMs: number;
}

/** One steered RRset: an owner and a type, and how its answer is made. */
export interface SteeredRrset {
  readonly owner: string;
  readonly type: SteeredType;
  /** Seconds. */
  readonly ttl: { readonly min: number; readonly max: number };
  /** Every target of the RRset's policy, in the order of the file. */
  readonly targets: readonly Target[];
  readonly policy: Policy;
  readonly onAllDown: "all" | "last-good" | "fallback" | "nodata";
  /** Values for `onAllDown: fallback`, in presentation form. */
  readonly fallback: readonly string[];
  readonly damping: Damping | null;
  /** A target has to be well for this long before it comes back. */
  readonly holdDownMs: number;
  /** Length of the ramp after a target comes back; 0 for none. */
  readonly slowStartMs: number;
  readonly failback: "auto" | "manual";
  /**
   * Families that move together: RRsets of one owner with the same label here take their tier by
   * the health of all their targets; null if this RRset stands alone.
   */
  readonly coupled: string | null;
  /** Declared peak load, in the unit of the targets' capacities; null if not declared. */
  readonly peak: number | null;
  /** Evaluated, shown and compared, never served. */
  readonly shadow: boolean;
}

export interface Target {
  /** `owner/path/of/pools/value`, unique in the zone: `www.example.com./primary/192.0.2.10`. */
  readonly id: string;
  /** Address in canonical text, or the absolute name that a CNAME leads to. */
  readonly value: string;
  readonly weight: number;
  /** Load that it can carry; null if not declared. */
  readonly capacity: number | null;
  /** Shared fate: targets of one group fail together. */
  readonly group: string | null;
  /** Declared in the file; operators override it. */
  readonly state: DeclaredState;
  /** Keys of its probes; empty if it is not monitored. */
  readonly probes: readonly string[];
  /** How many of them have to be up. */
  readonly require: number;
}

/**
 * `drain` takes no new clients and is never revived; `standby` is served only when nothing better
 * is left, or in a panic; `down` by declaration or by an operator is never served.
 */
export type DeclaredState = "auto" | "up" | "down" | "drain" | "standby";

/**
 * How members are chosen among. `all`: every member's answer together; `failover`: the first that
 * is well enough, with spill to the next; `geo`: by where the client is, then by `order`.
 * `weighted` and `sticky` are made of a failover over pools with that `pick`.
 */
export interface Policy {
  readonly kind: "all" | "failover" | "geo";
  /** Path of names from the RRset's policy down: `` for the outermost, `eu/racks`. */
  readonly path: string;
  readonly members: readonly (Policy | Pool)[];
  /**
   * A tier whose healthy share is `1 / overprovision` or more carries all of its load; null for
   * `1 / minHealthy` of each tier.
   */
  readonly overprovision: number | null;
  /** Share of answers that try the next tier although nothing spills, so that it is known warm. */
  readonly probeShare: number;
  /** Of a geo policy, one for each member; empty otherwise. */
  readonly regions: readonly Region[];
}

/** Which clients a member of a geo policy is for. A member without any criterion is for the rest. */
export interface Region {
  /** Codes as in the MaxMind database: `EU`; `GB`; `US-CA` (ISO 3166-2). */
  readonly continents: readonly string[];
  readonly countries: readonly string[];
  readonly subdivisions: readonly string[];
  /** CIDR; the longest match wins over every code. */
  readonly networks: readonly string[];
  /** Places in `members` to try, in order, when this member cannot answer. */
  readonly order: readonly number[];
}

export interface Pool {
  readonly kind: "pool";
  readonly path: string;
  /** Places in the RRset's `targets`. */
  readonly targets: readonly number[];
  readonly pick: Pick;
  /** Least healthy share, 0 to 1, below which the pool is not well enough. */
  readonly minHealthy: number;
  /** Load above `high` of a target's capacity is spilled; up to `low` nothing is. */
  readonly shed: { readonly low: number; readonly high: number } | null;
}

export type Pick =
  /** All that can be served, at most `max`. */
  | { readonly kind: "all"; readonly max: number }
  /** `count` of them, drawn by weight. */
  | { readonly kind: "weighted"; readonly count: number }
  /** `count` of them, always the same for a client network. Prefix lengths in bits. */
  | {
      readonly kind: "sticky";
      readonly count: number;
      readonly prefix4: number;
      readonly prefix6: number;
    };

/**
 * Flap damping by penalty, as BGP routes have it (RFC 2439): each transition adds `penalty`, which
 * halves every `halfLifeMs`; suppressed above `suppress`, free again below `reuse`.
 */
export interface Damping {
  readonly penalty: number;
  readonly halfLifeMs: number;
  readonly suppress: number;
  readonly reuse: number;
  readonly maxMs: number;
}

/** What a probe asks, and what it makes of the answers. */
export interface Monitor {
  readonly name: string;
  readonly check: Check;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Share of the interval by which a probe's start may vary. */
  readonly jitter: number;
  /** Failures, not necessarily one after the other, that make a target down. */
  readonly fall: number;
  /** Successes in a row that make it up again. */
  readonly rise: number;
  /** Successes in a row that make earlier failures forgotten. */
  readonly okWindow: number;
  /** After a failure the next probe comes this soon, until it is decided. */
  readonly recheckMs: number;
  /** A slower answer is a failure; null for no such limit. */
  readonly latencyMaxMs: number | null;
}

export type Check =
  | { readonly type: "tcp"; readonly port: number }
  | ({ readonly type: "tls"; readonly port: number } & TlsCheck)
  | ({ readonly type: "http"; readonly port: number } & HttpCheck)
  | ({ readonly type: "https" | "http2"; readonly port: number } & HttpCheck & TlsCheck)
  | ({
      readonly type: "grpc";
      readonly port: number;
      readonly tls: boolean;
      /** Name for grpc.health.v1.Health/Check; empty for the whole server. */
      readonly service: string;
    } & TlsCheck)
  | {
      readonly type: "dns";
      readonly port: number;
      readonly transport: "udp" | "tcp";
      readonly qname: string;
      readonly qtype: string;
      readonly rcodes: readonly string[];
      /** One of these must be in the answer, in presentation form; empty for any answer. */
      readonly answers: readonly string[];
    }
  | { readonly type: "icmp"; readonly payloadBytes: number }
  /** `command` is a name in the host's configuration, which alone says what is run. */
  | { readonly type: "exec"; readonly command: string }
  /** Told by the target itself; what is older than `staleMs` is not believed. */
  | { readonly type: "push"; readonly staleMs: number };

export interface HttpCheck {
  readonly method: "GET" | "HEAD" | "OPTIONS";
  readonly path: string;
  /** Host header; empty for the address. */
  readonly host: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Ranges of status codes, inclusive. */
  readonly codes: readonly (readonly [first: number, last: number])[];
  /**
   * Looked for in the first 64 KiB of the body by `body-pattern.ts`; null for no look. A pattern is
   * text with `*` for anything, no regular expression.
   */
  readonly body: { readonly kind: "text" | "pattern"; readonly value: string } | null;
}

export interface TlsCheck {
  /** SNI, and the name that the certificate must have; empty for the host or the address. */
  readonly serverName: string;
  readonly verify: boolean;
  /** Fewer days than this left on the certificate are told; fewer than `daysMin` are a failure. */
  readonly warnDays: number;
  readonly daysMin: number;
}

/** One probe: an address and a monitor, however many targets share it. */
export interface ProbeSpec {
  /** `monitor@address`, unique in the zone. */
  readonly key: string;
  readonly monitor: string;
  /** IP address, or the absolute host name of a CNAME target, resolved at each probe. */
  readonly host: string;
  /** In place of the monitor's; null for the monitor's. */
  readonly port: number | null;
}
