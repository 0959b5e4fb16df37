import type { Rule } from "../rule.js";
import { ReverseName, reverseFault, reversePointersOf } from "./reverse-name.js";

export const reverseOwner: Rule = {
  id: "reverse-owner",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 1035 §3.5, RFC 3596 §2.5",
  summary: "A PTR record stands at a reverse name that is of no address.",
  why: "Nobody ever asks for it, and the address that was meant has no name: mail from it is refused.",
  hint: "write the octets of the address (IPv6: its 32 digits) in reverse order, those of $ORIGIN left out",
  judges: "records",
  check(context) {
    const { zone } = context;
    const { names, nameStart } = zone.zone;
    const found = context.collect();
    const name = new ReverseName();
    for (const rrset of reversePointersOf(zone)) {
      const owner = zone.ownerOf(rrset);
      const start = nameStart[owner]!;
      const isWildcard = names[start] === 1 && names[start + 1] === 0x2a;
      if (name.read(names, start) <= reverseFault.other || isWildcard || found.isFull) continue;
      const fault = faultText(name);
      found.at(zone.firstRecord(rrset), "owner", `${zone.ownerText(owner)} ${fault}`);
    }
    return found.diagnostics;
  },
};

function faultText({ fault, length, labels }: ReverseName): string {
  const due = length === 4 ? "4 octets" : "32 digits";
  const what = length === 4 ? "an octet from 0 to 255" : "a hexadecimal digit";
  return fault === reverseFault.badLabel
    ? `has a label that is not ${what}`
    : `has ${labels} labels, and an address has ${due}`;
}
