/** Delegations to zones that are in the repository themselves: both sides can be compared. */
import { onceAZone } from "../once-a-zone.js";
import type { RuleContext } from "../rule-context.js";
import type { ZoneIndex } from "../zone-index.js";
import { nameserversOf, serverStanding } from "./nameservers.js";

export interface Child {
  /** The zone cut in the parent, which is the zone that is checked. */
  readonly cut: number;
  /** The NS RRset there. */
  readonly rrset: number;
  readonly zone: ZoneIndex;
}

export const childrenOf = onceAZone((context: RuleContext): readonly Child[] => {
  const { zone, around } = context;
  const { names, nameStart } = zone.zone;
  const children: Child[] = [];
  const servers = nameserversOf(context);
  for (let k = 0; k < servers.sets.length; k++) {
    const cut = servers.delegated(k);
    if (cut === 0) continue;
    const start = nameStart[cut]!;
    const end = nameStart[cut + 1]!;
    const holder = around.zones.enclosing(names, start, end);
    if (holder === undefined || holder.zone.apex.length !== end - start) continue;
    children.push({ cut, rrset: servers.sets[k]!, zone: holder });
  }
  return children;
});

/** A nameserver whose glue is in this zone, and whose own zone is here too. */
export interface GluePair {
  /** Owner of the glue. */
  readonly glue: number;
  readonly home: ZoneIndex;
  /** Owner of the same name in its own zone; -1 if there is none. */
  readonly own: number;
}

export const gluePairsOf = onceAZone((context: RuleContext): readonly GluePair[] => {
  if (childrenOf(context).length === 0) return [];
  const { zone, around } = context;
  const { names, nameStart } = zone.zone;
  const servers = nameserversOf(context);
  const pairs = new Map<number, GluePair>();
  for (let i = 0; i < servers.first[servers.sets.length]!; i++) {
    const glue = servers.owner(i);
    if (servers.standing(i) !== serverStanding.glued || pairs.has(glue)) continue;
    const start = nameStart[glue]!;
    const end = nameStart[glue + 1]!;
    const home = around.zones.enclosing(names, start, end);
    if (home === undefined || home === zone) continue;
    const own = home.zone.findOwner(names, start, end);
    // What that zone delegates further down is not for it to tell.
    if (own !== -1 && home.authorityOf(own) !== 0) continue;
    pairs.set(glue, { glue, home, own });
  }
  return [...pairs.values()];
});
