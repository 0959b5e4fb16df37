/**
 * What an operator says in `fivenines.yaml` under `check:`, as rules read it. Rules that need to be
 * told something (issuers, providers, prefixes) say nothing until they are.
 */
export interface CheckOptions {
  /** Certificate authorities that the fleet uses, as CAA names them: `letsencrypt.org`. */
  readonly issuers: readonly string[];
  /** DNS provider → suffixes of its nameservers' names, absolute, lower case. */
  readonly providers: { readonly [name: string]: readonly string[] };
  /** DNS providers that a zone's NS set must be spread over. */
  readonly providersMin: number;
  /** Certificate authorities that CAA must allow, where it allows any. */
  readonly issuersMin: number;
  /** Longest TTL of a record that may have to be changed in an outage; null: no budget. */
  readonly failoverSeconds: number | null;
  /** Names (absolute, lower case) the budget holds for; empty: all A, AAAA and CNAME at names with several targets. */
  readonly failoverNames: readonly string[];
  /** Longest time that a name asked for too early may stay missing; null: no budget. */
  readonly newNameSeconds: number | null;
  readonly ttlMinSeconds: number;
  readonly ttlMaxSeconds: number;
  /** The only TTLs that there may be; empty: any between the two bounds. */
  readonly ttlAllowedSeconds: readonly number[];
  /** CNAMEs that an answer may follow inside the repository. */
  readonly cnameStepsMax: number;
  /** Share of a zone's records that one change may touch, and from how many records on it counts. */
  readonly blast: { readonly share: number; readonly recordsMin: number };
  /** Suffixes of services (absolute, lower case) at which every name is known to be the owner's. */
  readonly owned: readonly string[];
  /** Address ranges whose addresses must have PTR records here: `192.0.2.0/24`. */
  readonly reversePrefixes: readonly string[];
  /** Domains that take DNS error reports (RFC 9567), absolute, lower case. */
  readonly errorAgents: readonly string[];
  /** Whether private addresses may be in these zones, as in an internal view. */
  readonly privateAddresses: boolean;
  /** Times in the SOA record that are fine, in seconds; unless set, what RFC 1912 §2.2 and RFC 2308 §5 call usual. */
  readonly soa: {
    readonly refreshMin: number;
    readonly retryMin: number;
    readonly expireMin: number;
    readonly minimumMin: number;
    readonly minimumMax: number;
  };
  /** Days that a signature must still be good for. */
  readonly signatureDaysMin: number;
  /** Capacity that must be left after the loss of any one target or group, times the declared peak. */
  readonly headroom: number;
  /** Address ranges that the host's probes may aim at besides public ones. */
  readonly probesAllow: readonly string[];
  /** The host has a database that says where clients are. */
  readonly geoDatabase: boolean;
}

export const defaultOptions: CheckOptions = {
  issuers: [],
  providers: {},
  providersMin: 2,
  issuersMin: 2,
  failoverSeconds: null,
  failoverNames: [],
  newNameSeconds: null,
  ttlMinSeconds: 30,
  ttlMaxSeconds: 604_800,
  ttlAllowedSeconds: [],
  cnameStepsMax: 4,
  blast: { share: 0.3, recordsMin: 10 },
  owned: [],
  reversePrefixes: [],
  errorAgents: [],
  privateAddresses: false,
  soa: {
    refreshMin: 1200,
    retryMin: 180,
    expireMin: 604_800,
    minimumMin: 60,
    minimumMax: 86_400,
  },
  signatureDaysMin: 3,
  headroom: 1.5,
  probesAllow: [],
  geoDatabase: false,
};
