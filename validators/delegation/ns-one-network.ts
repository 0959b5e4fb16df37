import { isInternalZone } from "../addresses/internal-zone.js";
import type { Rule } from "../rule.js";
import { nameserversOf } from "./nameservers.js";
import { ServerAddresses } from "./server-addresses.js";

/** Octets of the networks that one site has: a /24 of IPv4, a /48 of IPv6. */
const networkOctets = { v4: 3, v6: 6 } as const;

export const nsOneNetwork: Rule = {
  id: "ns-one-network",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 2182 §3.1",
  summary: "All nameservers of the zone are in one network.",
  why: "One broken router, one cut line or one wrong route takes all of them away together, and the second server was for nothing.",
  hint: "put one nameserver into another network, at another place",
  judges: "zones",
  check(context) {
    if (isInternalZone(context)) return [];
    const found = context.collect();
    const { zone } = context;
    const servers = nameserversOf(context);
    // What a delegation looks like is up to those it is delegated to; their zone tells them.
    const k = servers.sets.findIndex((_, set) => servers.delegated(set) === 0);
    if (k === -1 || zone.recordCount(servers.sets[k]!) < 2) return [];
    const addresses = new ServerAddresses(servers);
    addresses.read(k);
    if (addresses.unknown > 0 || addresses.count < 2 || !inOneNetwork(addresses)) return [];
    const like = addresses.text(0);
    found.at(
      servers.record(k, servers.first[k]!),
      0,
      `all nameservers of ${zone.apexText} are in the network of ${like}`,
    );
    return found.diagnostics;
  },
};

/** Whether the IPv4 addresses are all in one network, and the IPv6 addresses too. */
function inOneNetwork(addresses: ServerAddresses): boolean {
  const first: { v4?: number; v6?: number } = {};
  for (let address = 0; address < addresses.count; address++) {
    const family = addresses.isV6(address) ? "v6" : "v4";
    const other = first[family];
    if (other === undefined) first[family] = address;
    else if (!addresses.same(other, address, networkOctets[family])) return false;
  }
  return true;
}
