/** What one provider should serve of a zone, before it is translated for it. */
import type { Rrset } from "../rrset/rrset.js";
import type { Loss } from "./provider.js";

export interface DesiredZone {
  /** Wire form, lower case. */
  readonly apex: Uint8Array;
  /** Serial of the zone file's SOA. */
  readonly serial: number;
  /** Without SOA. NS at the apex as decided for all members of the zone. */
  readonly rrsets: readonly Rrset[];
  /**
   * RRsets that the provider is to steer by itself; their plain form is in `rrsets`, too. None with a
   * policy that is not among the steering of its capabilities.
   */
  readonly steered: readonly SteeredIntent[];
  /** Hints for this provider from the configuration, by owner and type: `proxied: true`. */
  readonly hints: ReadonlyMap<string, ProviderHints>;
  /** What the zone file has and no provider gets: its own signatures. A plan tells them once. */
  readonly losses: readonly Loss[];
  /** RRsets of `rrsets` that follow the steering, by `rrsetKey`: how far what is live may stay. */
  readonly driven?: ReadonlyMap<string, Leeway>;
}

/** Of a driven RRset. Without a live one, it is as it stands in `rrsets`. */
export interface Leeway {
  /**
   * The answer is not known: live RDATA stay as far as they are among these. Null: it is known, and
   * the RDATA in `rrsets` are it.
   */
  readonly stays: readonly Uint8Array[] | null;
  /** If the RDATA stay, so does a live TTL within these. */
  readonly ttl: { readonly minSeconds: number; readonly maxSeconds: number };
}

export interface ProviderHints {
  readonly proxied?: boolean;
  readonly comment?: string;
}

/** How a steered RRset is to be steered at the provider: `native` mode. */
export interface SteeredIntent {
  readonly owner: Uint8Array;
  readonly type: number;
  readonly policy: "weighted" | "failover" | "all" | "sticky" | "geo";
  readonly ttlSeconds: number;
  /** In order of preference. */
  readonly pools: readonly IntentPool[];
}

export interface IntentPool {
  readonly name: string;
  readonly targets: readonly IntentTarget[];
}

export interface IntentTarget {
  /** RDATA in wire form. */
  readonly rdata: Uint8Array;
  readonly weight: number;
  /** Null if nothing is to be asked of it. */
  readonly check: IntentCheck | null;
}

/** A health check as providers know them. */
export interface IntentCheck {
  readonly kind: "http" | "https" | "tcp";
  /** As text. */
  readonly address: string;
  readonly port: number;
  /** Absolute path; empty for tcp. */
  readonly path: string;
  /** Host header and SNI; empty if there is none. */
  readonly host: string;
  readonly intervalSeconds: number;
  /** Failures in a row until it counts as down. */
  readonly fall: number;
}
