/**
 * A desired zone as its provider would hold it, given what is live there. Driven RRsets whose answer
 * is not known stay as they are: whoever cannot be asked must not move anything.
 */
import type { Leeway } from "../contract/desired.js";
import type { Member } from "../contract/member.js";
import type { ProviderZone, Snapshot, Translation } from "../contract/provider.js";
import type { Comparison } from "../rrset/comparable-rdata.js";
import { keyOf, type Rrset } from "../rrset/rrset.js";
import { comparableKey, sameRdatas } from "../rrset/same-rrset.js";

export function translated(
  { provider, desired }: Pick<Member, "provider" | "desired">,
  zone: ProviderZone,
  live: Snapshot,
): Translation {
  const { driven } = desired;
  if (driven === undefined || driven.size === 0) return provider.translate(desired, zone, live);
  const there = new Map(live.rrsets.map((rrset) => [keyOf(rrset), rrset]));
  const comparison = { txtStrings: provider.capabilities.txtStrings };
  const rrsets = desired.rrsets.map((rrset) => {
    const leeway = driven.get(keyOf(rrset));
    const before = there.get(keyOf(rrset));
    return leeway === undefined || before === undefined
      ? rrset
      : withLeeway(rrset, before, leeway, comparison);
  });
  return provider.translate({ ...desired, rrsets }, zone, live);
}

function withLeeway(
  rrset: Rrset,
  live: Rrset,
  { stays, ttl }: Leeway,
  comparison: Comparison,
): Rrset {
  const kept = stays === null ? rrset : { ...rrset, rdatas: among(live, stays, comparison) };
  // Nothing of it is the zone's: then it is made anew.
  if (kept.rdatas.length === 0) return rrset;
  const { ttlSeconds } = live;
  const isFitting = ttlSeconds >= ttl.minSeconds && ttlSeconds <= ttl.maxSeconds;
  return isFitting && sameRdatas(kept, live, comparison) ? { ...kept, ttlSeconds } : kept;
}

function among(live: Rrset, rdatas: readonly Uint8Array[], comparison: Comparison): Uint8Array[] {
  const keys = new Set(rdatas.map((rdata) => comparableKey(live.type, rdata, comparison)));
  return live.rdatas.filter((rdata) => keys.has(comparableKey(live.type, rdata, comparison)));
}
