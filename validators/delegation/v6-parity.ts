import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { nameserversOf } from "./nameservers.js";
import { ServerAddresses } from "./server-addresses.js";

export const v6Parity: Rule = {
  id: "v6-parity",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 10001 §4.1",
  summary: "The zone has addresses of a family in which none of its nameservers can be reached.",
  why: "A client that only has IPv6 can reach the host and cannot look it up, unless its resolver has IPv4 as well; the same the other way round.",
  hint: "give at least one nameserver an address of that family",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const servers = nameserversOf(context);
    const k = servers.sets.findIndex((_, set) => servers.delegated(set) === 0);
    if (k === -1) return [];
    const addresses = new ServerAddresses(servers);
    addresses.read(k);
    if (addresses.unknown > 0 || addresses.count === 0) return [];
    let v4 = false;
    let v6 = false;
    for (let address = 0; address < addresses.count; address++) {
      if (addresses.isV6(address)) v6 = true;
      else v4 = true;
    }
    const record = servers.record(k, servers.first[k]!);
    const none = `none of the nameservers of ${zone.apexText} has`;
    if (!v6 && zone.rrsetsOf(rrtype.AAAA).length > 0) {
      found.at(record, "owner", `there are AAAA records, and ${none} an IPv6 address`);
    }
    if (!v4 && zone.rrsetsOf(rrtype.A).length > 0) {
      found.at(record, "owner", `there are A records, and ${none} an IPv4 address`);
    }
    return found.diagnostics;
  },
};
