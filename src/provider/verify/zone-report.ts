/** What `sync verify --all` finds out: plain data, so that it can go into an audit log as it is. */
import type { Nameserver } from "../contract/provider.js";
import type { Finding } from "../contract/verification.js";
import type { Unchecked } from "./expected.js";

export interface ZoneReport {
  readonly apex: string;
  readonly provider: string;
  /** Serial of the zone file. */
  readonly serial: number;
  readonly atMs: number;
  readonly tookMs: number;
  /**
   * SHA-384, made as RFC 8976 §3.3.1 makes one, over the RRsets that any server answers alike: of
   * the zone file, of the provider's listing, and of what each nameserver answered.
   */
  readonly digests: readonly ZoneDigest[];
  /** The same over those RRsets alone that all providers of the zone can hold. */
  readonly commonDigests: readonly ZoneDigest[];
  readonly asked: number;
  readonly matched: number;
  /** Not as it should be: at the API, then at nameservers. */
  readonly divergences: readonly Divergence[];
  /** Not as in the zone file, and known to be so. */
  readonly allowed: readonly Unchecked[];
  readonly outcome: "equal" | "unequal" | "unknown";
  /** Why nothing could be told; empty if something could. */
  readonly reason: string;
}

export interface ZoneDigest {
  readonly of: "zone file" | "api" | "nameserver";
  /** Null but for nameservers. */
  readonly nameserver: Nameserver | null;
  /** How the RRsets of a nameserver were had; null for the others. */
  readonly by: "transfer" | "questions" | null;
  readonly rrsets: number;
  /** Hexadecimal; null if not one of them could be had. */
  readonly digest: string | null;
}

export type Divergence =
  | {
      readonly at: "api";
      readonly owner: Uint8Array;
      readonly type: number;
      readonly detail: string;
    }
  | ({ readonly at: "nameserver" } & Finding);
