import { rrtype } from "../rrtype.js";
import { labelIs } from "../targets.js";
import type { ZoneIndex } from "../zone-index.js";

/**
 * Whether this is a response policy zone, which resolvers fetch and nobody is led to: an alias in it
 * is an order, and its target one that no other zone has (draft-vixie-dnsop-dns-rpz §3).
 */
export function isPolicyZone(zone: ZoneIndex): boolean {
  const { rdata } = zone.zone;
  for (const rrset of zone.rrsetsOf(rrtype.CNAME)) {
    if (isOrder(rdata, zone.rdataStart(zone.firstRecord(rrset)))) return true;
  }
  return false;
}

/** `.`: no such name; `*.`: no such data; and the orders that have names. */
function isOrder(target: Uint8Array, at: number): boolean {
  const length = target[at]!;
  if (length === 0) return true;
  if (target[at + 1 + length] !== 0) return false;
  return orders.some((label) => labelIs(target, at, label));
}

const orders = ["*", "rpz-drop", "rpz-passthru", "rpz-tcp-only"];
