/**
 * The contract between provider sync and one provider. Base code owns comparison, order, safety,
 * pacing, retries, the journal and verification; an adapter converts and calls. One suite,
 * `test/contract/provider.test.ts`, runs on every adapter.
 *
 *   zone file → DesiredZone ──translate──► Translation ─┐
 *                                                       ├─ diff → Change[] ──pack──► Batch[] ──apply──► Receipt
 *   provider ──────────────list──────────► Snapshot ────┘                                                 │ settled
 *                                                                              nameservers ──► verification
 */
import type { DnsClient } from "../../resolver/dns-client.js";
import type { ListedRrset, Rrset } from "../rrset/rrset.js";
import type { CallDesk } from "./call-desk.js";
import type { Capabilities } from "./capabilities.js";
import type { Change, Resource } from "./change.js";
import type { Clock } from "./clock.js";
import type { DesiredZone } from "./desired.js";
import type { Json, JsonObject } from "./json.js";

export interface Provider {
  /** Its key in the configuration. */
  readonly name: string;
  readonly capabilities: Capabilities;

  /** The zone with this apex (wire form, lower case); null if the account has none. */
  find(apex: Uint8Array, signal?: AbortSignal): Promise<ProviderZone | null>;

  /** Makes the zone. Only where `capabilities.createsZones`. */
  create(apex: Uint8Array, signal?: AbortSignal): Promise<ProviderZone>;

  /** Everything in the zone, SOA and records of the provider's own signing left out. */
  list(zone: ProviderZone, options?: ListOptions): Promise<Snapshot>;

  /**
   * The desired zone as this provider would hold it: what it cannot hold is left out or bent, each
   * with a loss. What only the provider knows of, and no hint speaks of, stays as it is in `live`:
   * Cloudflare's proxy, comments. Pure. `list` after applying a translation gives that translation.
   */
  translate(desired: DesiredZone, zone: ProviderZone, live: Snapshot | null): Translation;

  /**
   * Divides changes into the fewest batches the provider takes, in an order in which each can be
   * applied: what frees a name first, targets of aliases before their users, NS before DS and on
   * the way back DS before NS, resources before the RRsets that name them. Changes of one owner
   * share a batch. Pure.
   */
  pack(changes: readonly Change[], zone: ProviderZone, options?: PackOptions): readonly Batch[];

  /** Sends a batch once. Resolves if the provider took it; else throws ProviderFault. */
  apply(batch: Batch, zone: ProviderZone, attempt: Attempt): Promise<Receipt>;

  /** Whether every nameserver should have the change by now. */
  settled(receipt: Receipt, zone: ProviderZone, signal?: AbortSignal): Promise<Settlement>;

  /** Where the provider answers for the zone: configured, else as it says itself. */
  nameservers(zone: ProviderZone, signal?: AbortSignal): Promise<readonly Nameserver[]>;

  /**
   * The changes that put `live` back to what was before `done`, as far as `live` still is what
   * `done` made of it. Pure; `undoOf` in `plan/` does it for every provider without oddities.
   */
  undo(done: readonly Change[], live: Snapshot): readonly Change[];

  /**
   * What nameservers should answer for an RRset, where it is not simply the RRset: proxied,
   * flattened, or one of several. Pure.
   */
  expect?(rrset: Rrset, zone: ProviderZone): Expectation;

  close(): Promise<void>;
}

export interface ProviderZone {
  /** Wire form, lower case. */
  readonly apex: Uint8Array;
  /** The provider's name for it; the apex as text where there is none. */
  readonly id: string;
  /** Names of the nameservers that the provider has assigned, wire form, lower case. May be none. */
  readonly assigned: readonly Uint8Array[];
  /** What the adapter wants to remember of it: plan of the account, settings, limits. */
  readonly facts: JsonObject;
}

export interface ListOptions {
  readonly signal?: AbortSignal;
  /** RRsets or records so far, and how many there will be if that is known. */
  readonly onProgress?: (listed: number, total: number | null) => void;
}

export interface Snapshot {
  readonly rrsets: readonly ListedRrset[];
  /** Settings that matter, by name. */
  readonly settings: JsonObject;
  readonly resources: readonly Resource[];
  /** What the provider holds and the adapter does not understand: kept, told, never touched. */
  readonly opaque: readonly OpaqueItem[];
  /** Serial of the SOA, where it is told. */
  readonly serial: number | null;
  /** Unix milliseconds when the listing began. */
  readonly listedAtMs: number;
}

export interface OpaqueItem {
  readonly owner: Uint8Array;
  readonly type: number;
  /** "a traffic policy instance of Route 53" */
  readonly what: string;
}

export interface Translation {
  readonly rrsets: readonly Rrset[];
  /** Settings that the zone needs; others are left as they are. */
  readonly settings: JsonObject;
  /** By the name of a setting, the RRset (`keyOf`) that needs it: held with the RRset's change. */
  readonly settingsNeededBy?: ReadonlyMap<string, string>;
  readonly resources: readonly Resource[];
  readonly losses: readonly Loss[];
}

export interface Loss {
  /** Stable: "type-not-taken", "ttl-raised", "policy-not-expressed". */
  readonly code: string;
  /** `refused` stops the RRset until somebody allows it; `degraded` serves less than asked for. */
  readonly severity: "info" | "degraded" | "refused";
  readonly owner: Uint8Array;
  readonly type: number;
  readonly message: string;
  readonly hint: string;
}

export interface PackOptions {
  /**
   * Overwrite what somebody else may have written since the listing: Route 53 UPSERT for DELETE and
   * CREATE, UPDATE without prerequisites.
   */
  readonly overwrite?: boolean;
  /** At most so many changes a batch, below the provider's own limit: the executor bisects with it. */
  readonly changesMax?: number;
}

export interface Batch {
  readonly changes: readonly Change[];
  /** For people, and for plans: "ChangeResourceRecordSets: 12 changes, 24 elements". */
  readonly summary: string;
  /** How many calls it takes; more than one where the provider has no batch. */
  readonly calls: number;
  /** Whether `apply` is to overwrite; see `PackOptions`. */
  readonly overwrite: boolean;
}

export interface Attempt {
  /** The same for every attempt of one batch: an idempotency key where the provider has one. */
  readonly token: string;
  readonly signal?: AbortSignal;
}

export interface Receipt {
  /** The provider's name for the operation, to ask for its progress. */
  readonly operation: string | null;
  /** Serial that nameservers reach with it, if known. */
  readonly serial: number | null;
  readonly raw: Json;
}

export type Settlement =
  | { readonly kind: "settled" }
  /** Ask again in so many milliseconds. */
  | { readonly kind: "pending"; readonly askAgainMs: number };

export interface Nameserver {
  /** As text, absolute; the address if it has no name. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

/**
 * - exact: this RRset, nothing else. `any-of`: a subset of its RDATA, at least one (steered by the
 *   provider). `other`: the provider answers something of its own; only that it answers at all
 *   with this TYPE is checked. `flattened`: of a CNAME, the addresses that its target has in the
 *   zone, or the CNAME itself. `unchecked`: not asked, with the reason.
 */
export type Expectation =
  | { readonly kind: "exact"; readonly rrset: Rrset; readonly ttlMaxSeconds: number }
  | { readonly kind: "any-of"; readonly rrset: Rrset; readonly ttlMaxSeconds: number }
  | { readonly kind: "other"; readonly type: number; readonly reason: string }
  | { readonly kind: "flattened"; readonly reason: string }
  | { readonly kind: "unchecked"; readonly reason: string };

/** What an adapter is made with, besides its settings. */
export interface ProviderContext {
  readonly name: string;
  readonly clock: Clock;
  /** Cryptographically random octets. */
  readonly randomBytes: (count: number) => Uint8Array;
  readonly desk: CallDesk;
  /** Asks one server one question. */
  readonly dns: DnsClient;
  /** Addresses of a host name (wire form), by the recursive resolver of this machine. */
  readonly addressesOf: (name: Uint8Array) => Promise<readonly string[]>;
  /** Nameservers from the configuration; empty if the provider is to be asked. */
  readonly nameservers: readonly Nameserver[];
}
