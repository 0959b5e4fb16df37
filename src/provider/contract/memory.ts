/**
 * What is remembered between runs: of each zone at each provider what was applied last, and the
 * journal of the run under way. Kept below the state folder; losing it loses no records, only the
 * knowledge of who made them.
 */
import type { Rrset } from "../rrset/rrset.js";
import type { Change } from "./change.js";
import type { JsonObject } from "./json.js";

export interface LastApplied {
  /** Serial of the zone file that it was made from. */
  readonly serial: number;
  readonly appliedAtMs: number;
  /**
   * Id of the provider's zone that it was applied to. Another zone of the same name, made anew or of
   * another account, has nothing that is ours.
   */
  readonly zoneId?: string;
  /** RRsets as translated and committed; only these does fivenines own. */
  readonly rrsets: readonly Rrset[];
  readonly settings: JsonObject;
  /** RRsets that the provider refused, with the digest of what was refused, and why. */
  readonly quarantined: readonly Quarantined[];
  /**
   * Changes that a run sent when it was killed: what of them is live was made by fivenines, too. Not
   * kept: the journal says them.
   */
  readonly uncertain?: readonly Change[];
}

export interface Quarantined {
  readonly key: string;
  /** Digest of the desired RRset: another one is tried again. */
  readonly digest: string;
  readonly reason: string;
  readonly sinceMs: number;
}

export interface SyncMemory {
  lastApplied(apex: string, provider: string): Promise<LastApplied | null>;
  keepLastApplied(apex: string, provider: string, last: LastApplied): Promise<void>;
}
