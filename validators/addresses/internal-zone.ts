/**
 * Whether a zone serves one network only: what the outside would miss is not missed there. Either
 * somebody says so, or its name is one that only networks of their own have, or nobody outside
 * could reach any of its nameservers.
 */
import { nameserversOf } from "../delegation/nameservers.js";
import { isInternal } from "../names/internal-suffix.js";
import { onceAZone } from "../once-a-zone.js";
import { rrtype } from "../rrtype.js";
import type { RuleContext } from "../rule-context.js";
import type { ZoneIndex } from "../zone-index.js";
import { specialRangeOf } from "./special-ranges.js";

/** Reverse zones of addresses that are not routed (RFC 6303 §4), and what is below them. */
const internalReverse =
  /(?:^|\.)(?:(?:0|10|127|255|168\.192|254\.169|(?:1[6-9]|2\d|3[01])\.172)\.in-addr|[cd]\.f\.ip6)\.arpa\.$/;

export function isInternalZone(context: RuleContext): boolean {
  return isInternalByName(context) || isInternalByServers(context);
}

/** Whether the zone's name says it, or the configuration. */
export function isInternalByName(context: RuleContext): boolean {
  return context.options.privateAddresses || verdictOf(context).byName;
}

/** Whether all nameservers are known, and none can be reached from outside. */
export function isInternalByServers(context: RuleContext): boolean {
  return verdictOf(context).byServers;
}

const verdictOf = onceAZone((context) => {
  const { zone } = context;
  const { apex } = zone.zone;
  return {
    byName: isInternal(apex, 0) || internalReverse.test(zone.apexText),
    byServers: areServersInternal(context),
  };
});

function areServersInternal(context: RuleContext): boolean {
  const { zone } = context;
  const servers = nameserversOf(context);
  const k = servers.sets.findIndex((_, set) => servers.delegated(set) === 0);
  if (k === -1) return false;
  for (let i = servers.first[k]!; i < servers.first[k + 1]!; i++) {
    if (isInternal(zone.zone.rdata, zone.rdataStart(servers.record(k, i)))) continue;
    const isHere = servers.isAddressed(i) && servers.home(i) === zone;
    if (!isHere || !hasOnlyInternalAddresses(zone, servers.owner(i))) return false;
  }
  return true;
}

function hasOnlyInternalAddresses(zone: ZoneIndex, owner: number): boolean {
  let some = false;
  for (const type of [rrtype.A, rrtype.AAAA]) {
    const rrset = zone.rrset(owner, type);
    if (rrset === -1) continue;
    for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
      const start = zone.rdataStart(record);
      const range = specialRangeOf(zone.zone.rdata, start, zone.rdataEnd(record) - start);
      if (range === undefined || range.isDocumentation) return false;
      some = true;
    }
  }
  return some;
}
