/**
 * The nameservers of a zone and of what it delegates, looked up once for all rules that ask about
 * them. A zone may delegate a million others, so servers are numbers: server i of set k is the
 * (i - first[k])-th record of RRset sets[k].
 */
import { isSubdomain } from "../../src/dns/name.js";
import { authority } from "../authority.js";
import { onceAZone } from "../once-a-zone.js";
import { rrtype } from "../rrtype.js";
import type { Findings, RuleContext } from "../rule-context.js";
import { isAddressLiteral, targetStanding, targetStandingOf } from "../targets.js";
import type { ZoneIndex } from "../zone-index.js";

/** What can be said of a nameserver's name; up to `belowDname` as in `targetStanding`. */
export const serverStanding = {
  ...targetStanding,
  /** Its addresses stand here as glue, below a zone cut. */
  glued: 8,
  /** It is inside the zone that it serves, and there is no glue: it cannot be found. */
  noGlue: 9,
  /** It is below another zone cut here, and there is no glue. */
  noSiblingGlue: 10,
  /** Its name was meant to be an address. */
  literal: 11,
} as const;
export type ServerStanding = (typeof serverStanding)[keyof typeof serverStanding];

export class Nameservers {
  /** NS RRsets of the apex and of the zone cuts that are seen. */
  readonly sets: readonly number[];
  /** Number of the first server of each set, and behind the last one the number of all. */
  readonly first: Uint32Array;
  private readonly standings: Uint8Array;
  private readonly owners: Int32Array;
  private readonly homes: (ZoneIndex | undefined)[] = [];

  constructor(private readonly context: RuleContext) {
    const { zone } = context;
    this.sets = [...zone.rrsetsOf(rrtype.NS)].filter((rrset) => {
      const owner = zone.ownerOf(rrset);
      return owner === 0 || zone.authorityOf(owner) === authority.cut;
    });
    this.first = new Uint32Array(this.sets.length + 1);
    let count = 0;
    for (let k = 0; k < this.sets.length; k++) {
      this.first[k] = count;
      count += zone.recordCount(this.sets[k]!);
    }
    this.first[this.sets.length] = count;
    this.standings = new Uint8Array(count);
    this.owners = new Int32Array(count);
    for (let k = 0; k < this.sets.length; k++) {
      const delegated = zone.ownerOf(this.sets[k]!);
      for (let i = this.first[k]!; i < this.first[k + 1]!; i++)
        this.lookUp(i, this.record(k, i), delegated);
    }
  }

  /** The NS record of server `i`, which is in set `k`. */
  record(k: number, i: number): number {
    return this.context.zone.firstRecord(this.sets[k]!) + i - this.first[k]!;
  }

  /** Owner of set `k`; 0 is the zone itself. */
  delegated(k: number): number {
    return this.context.zone.ownerOf(this.sets[k]!);
  }

  standing(i: number): ServerStanding {
    return this.standings[i] as ServerStanding;
  }

  /** Whether the addresses of server `i` are known here. */
  isAddressed(i: number): boolean {
    const found = this.standings[i];
    return found === serverStanding.addressed || found === serverStanding.glued;
  }

  /** The zone that knows server `i`, if one here does … */
  home(i: number): ZoneIndex | undefined {
    return this.homes[i];
  }

  /** … and which of its owners tells of it: its own, or a wildcard, zone cut, DNAME. */
  owner(i: number): number {
    return this.owners[i]!;
  }

  private lookUp(i: number, record: number, delegated: number): void {
    const { zone, finder } = this.context;
    const { rdata } = zone.zone;
    const start = zone.rdataStart(record);
    const end = zone.rdataEnd(record);
    this.owners[i] = -1;
    const own = zone.zone.findOwner(rdata, start, end);
    if (own !== -1 && isGlue(zone, own)) this.keep(i, serverStanding.glued, zone, own);
    else if (isAddressLiteral(rdata, start)) this.standings[i] = serverStanding.literal;
    else if (delegated !== 0 && isWithin(zone, rdata, start, end, delegated))
      this.standings[i] = serverStanding.noGlue;
    else {
      const found = targetStandingOf(finder, rdata, start);
      const sibling = found === targetStanding.delegated && finder.zone === zone;
      this.keep(i, sibling ? serverStanding.noSiblingGlue : found, finder.zone, finder.owner);
    }
  }

  private keep(i: number, found: ServerStanding, home: ZoneIndex | undefined, owner: number): void {
    this.standings[i] = found;
    if (found === serverStanding.root || home === undefined) return;
    this.owners[i] = owner;
    this.homes[i] = home;
  }
}

function isGlue(zone: ZoneIndex, owner: number): boolean {
  const standing = zone.authorityOf(owner);
  if (standing !== authority.belowCut && standing !== authority.cut) return false;
  return zone.has(owner, rrtype.A) || zone.has(owner, rrtype.AAAA);
}

function isWithin(
  zone: ZoneIndex,
  name: Uint8Array,
  start: number,
  end: number,
  owner: number,
): boolean {
  const { names, nameStart } = zone.zone;
  return isSubdomain(name, start, end, names, nameStart[owner]!, nameStart[owner + 1]!);
}

/** The nameservers of the zone that is checked. */
export const nameserversOf = onceAZone((context) => new Nameservers(context));

/**
 * Calls `say` for each server of this standing, as long as there is room for what it finds: the NS
 * record, the number of the server, and whom it serves.
 */
export function eachServer(
  context: RuleContext,
  found: Findings,
  wanted: ServerStanding,
  say: (record: number, i: number, delegated: number) => void,
): void {
  const servers = nameserversOf(context);
  for (let k = 0; k < servers.sets.length; k++) {
    for (let i = servers.first[k]!; i < servers.first[k + 1]!; i++) {
      if (found.isFull) return;
      if (servers.standing(i) === wanted) say(servers.record(k, i), i, servers.delegated(k));
    }
  }
}
