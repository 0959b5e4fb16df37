/** What a provider's own nameservers say, held against what they should. */
import type { Rrset } from "../rrset/rrset.js";
import type { Change } from "./change.js";
import type { VerifyPolicy } from "./member.js";
import type { Nameserver, Provider, ProviderZone } from "./provider.js";

/**
 * - match: as expected. `stale`: as before the change. `wrong`: neither. `unreachable`: no answer,
 *   or one that is none (REFUSED, SERVFAIL, not authoritative).
 */
export type ServerVerdict = "match" | "stale" | "wrong" | "unreachable";

export interface Finding {
  readonly nameserver: Nameserver;
  readonly transport: "udp" | "tcp";
  readonly owner: Uint8Array;
  readonly type: number;
  readonly verdict: ServerVerdict;
  /** A sentence: expected and found, in presentation form. */
  readonly detail: string;
}

export interface VerifyReport {
  readonly apex: string;
  readonly provider: string;
  readonly nameservers: readonly Nameserver[];
  /** Questions with an answer as expected from every nameserver. */
  readonly matched: number;
  readonly asked: number;
  /** All that is not a match, as of the last round. */
  readonly findings: readonly Finding[];
  /** Not asked, and why. */
  readonly unchecked: readonly { owner: Uint8Array; type: number; reason: string }[];
  readonly tookMs: number;
  /** `equal`: all match. `unequal`: something is stale or wrong. `unknown`: nothing is, but some
   * nameserver could not be asked. */
  readonly outcome: "equal" | "unequal" | "unknown";
}

/** Asks for what changes have made: each RRset from every address over UDP and TCP, until a deadline. */
export type Verifier = (task: VerifyTask) => Promise<VerifyReport>;

export interface VerifyTask {
  readonly provider: Provider;
  readonly zone: ProviderZone;
  /** `after` is what should be served, `before` what stale servers still say. */
  readonly changes: readonly Change[];
  /**
   * All that the zone should have there with the changes made, what others made included. Of what
   * is deleted it tells whether the name should be gone, empty, or answered from a wildcard; of
   * the rest, what a delegation hides. Without it, each of these is taken as right.
   */
  readonly served?: readonly Rrset[];
  readonly policy: VerifyPolicy;
  readonly signal?: AbortSignal;
  readonly onProgress?: (asked: number, matched: number) => void;
}
