/**
 * What was seen of a zone in the live DNS, as rules read it: gathered beforehand by `src/live/`,
 * never by a rule. Names are absolute and lower case, addresses in their usual text.
 */
export interface LiveFacts {
  /** Delegation as the parent's servers tell it, one answer a server that was asked. */
  readonly parent: {
    /** The zone above; null if it could not be found. */
    readonly zone: string | null;
    readonly answers: readonly ParentAnswer[];
  };
  /** Each address of each nameserver, of the zone's own NS set and of the parent's. */
  readonly servers: readonly ServerAnswer[];
  /** Nameservers whose name has no address, and why. */
  readonly unresolved: readonly { readonly name: string; readonly fault: string }[];
}

export interface Asked {
  /** Name of the server. */
  readonly name: string;
  readonly address: string;
  /** Why there was no use of its answer: `no response within 3 s`, `REFUSED`; null if there was. */
  readonly fault: string | null;
}

export interface ParentAnswer extends Asked {
  /** The parent says that the zone does not exist. */
  readonly denied: boolean;
  readonly ns: readonly string[];
  readonly glue: readonly { readonly name: string; readonly address: string }[];
  /** Presentation form of each DS: key tag, algorithm, digest type, digest. */
  readonly ds: readonly string[];
}

export interface ServerAnswer extends Asked {
  /** The AA flag was set in the answer for the SOA. */
  readonly authoritative: boolean;
  /** Of the SOA it has; null if it gave none. */
  readonly serial: number | null;
  readonly ns: readonly string[];
  /** Why it did not answer over TCP; null if it did. */
  readonly tcpFault: string | null;
}
