import { addressToText } from "../../src/base/ip.js";
import { type NameFinder, standing } from "../name-finder.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { followName } from "./followed-name.js";
import { ReverseName, reverseFault } from "./reverse-name.js";

export const reverseMismatch: Rule = {
  id: "reverse-mismatch",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 1912 §2.1",
  summary: "A PTR record names a host that does not have the address.",
  why: "Mail servers look the name up again and refuse the host when its address is not among the answers; so do some logins and databases.",
  hint: "point the PTR record at the name that has the address, or give that name the address",
  judges: "zones",
  check(context) {
    const { zone, finder } = context;
    const { names, nameStart, rdata } = zone.zone;
    const found = context.collect();
    const reverse = new ReverseName();
    for (const rrset of zone.rrsetsOf(rrtype.PTR)) {
      if (found.isFull) break;
      const owner = zone.ownerOf(rrset);
      if (reverse.read(names, nameStart[owner]!) !== reverseFault.none) continue;
      for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
        const fault = faultOf(finder, rdata, zone.rdataStart(record), reverse);
        if (fault === undefined) continue;
        const address = addressToText(reverse.address.subarray(0, reverse.length));
        found.at(record, 0, `${address} is said to be ${zone.nameText(record)}, which ${fault}`);
      }
    }
    return found.diagnostics;
  },
};

/** What is wrong with the host at `name[at…]`, as far as it is known here. */
function faultOf(
  finder: NameFinder,
  name: Uint8Array,
  at: number,
  reverse: ReverseName,
): string | undefined {
  switch (followName(finder, name, at)) {
    case standing.absent:
      return "does not exist";
    case standing.emptyNonTerminal:
      return "has no address";
    case standing.data:
    case standing.wildcard:
      return hasAddress(finder, reverse) ? undefined : "does not have this address";
    default:
      return undefined;
  }
}

function hasAddress({ zone, owner }: NameFinder, { address, length }: ReverseName): boolean {
  if (zone === undefined) return true;
  // A chain of aliases that was not followed to its end says nothing.
  if (zone.has(owner, rrtype.CNAME)) return true;
  const rrset = zone.rrset(owner, length === 4 ? rrtype.A : rrtype.AAAA);
  if (rrset === -1) return false;
  const { rdata } = zone.zone;
  for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
    const start = zone.rdataStart(record);
    let same = true;
    for (let i = 0; i < length && same; i++) same = rdata[start + i] === address[i];
    if (same) return true;
  }
  return false;
}
