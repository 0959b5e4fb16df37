import { nameserversOf } from "../delegation/nameservers.js";
import type { Rule } from "../rule.js";
import type { RuleContext } from "../rule-context.js";
import { labelIs } from "../targets.js";
import type { ZoneIndex } from "../zone-index.js";
import { addressText, eachAddress } from "./address-records.js";
import { isInternalByName, isInternalByServers } from "./internal-zone.js";
import { specialRangeOf } from "./special-ranges.js";

export const privateAddress: Rule = {
  id: "private-address",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 1918 §5, RFC 6890 §2.2",
  summary: "A name has an address that nobody outside can reach.",
  why: "Everybody else waits until the connection times out, or reaches some machine of their own network that happens to have the address; and strangers learn how yours is built.",
  hint: "use a public address, keep the record in the internal view, or set check.privateAddresses if this is one",
  judges: "records",
  check(context) {
    const { zone } = context;
    if (isInternalByName(context)) return [];
    const found = context.collect();
    if (isInternalByServers(context)) {
      found.atZone(
        `no nameserver of ${zone.apexText} has a public address, so only a network of its own finds the zone`,
        "if that is meant, allow it at the SOA record or set check.privateAddresses; else give the nameservers public addresses",
      );
      return found.diagnostics;
    }
    const { rdata, names, nameStart } = zone.zone;
    const listsAddresses = isBlockList(zone);
    let servers: ReadonlySet<number> | undefined;
    eachAddress(zone, (record, rrset, length) => {
      const range = specialRangeOf(rdata, zone.rdataStart(record), length);
      if (range === undefined || range.isDocumentation) return false;
      const owner = zone.ownerOf(rrset);
      if (range.isLoopback) {
        if (listsAddresses || labelIs(names, nameStart[owner]!, "localhost")) return false;
      }
      servers ??= serversIn(context);
      if (servers.has(owner)) return false;
      const address = addressText(zone, record);
      found.at(record, 0, `${zone.ownerText(owner)} has ${address}, ${range.what}`);
      return found.isFull;
    });
    return found.diagnostics;
  },
};

/** Owners in this zone that nameservers are found at: another rule tells of them. */
export function serversIn(context: RuleContext): ReadonlySet<number> {
  const servers = nameserversOf(context);
  const owners = new Set<number>();
  for (let i = 0; i < servers.first[servers.sets.length]!; i++) {
    if (servers.isAddressed(i) && servers.home(i) === context.zone) owners.add(servers.owner(i));
  }
  return owners;
}

/** Lists of addresses answer with 127.0.0.0/8, and have a test entry for 127.0.0.2 (RFC 5782 §5). */
function isBlockList({ zone }: ZoneIndex): boolean {
  const name = Buffer.concat([Buffer.from("\x012\x010\x010\x03127", "latin1"), zone.apex]);
  return zone.findOwner(name, 0, name.length) !== -1;
}
