import { printIpv4, printIpv6 } from "../../src/base/ip.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { ZoneIndex } from "../zone-index.js";
import { bindingEnd } from "./binding-target.js";
import { serviceBindingsOf, svcKey } from "./service-binding.js";

const families = [
  { key: svcKey.ipv4hint, name: "ipv4hint", type: rrtype.A, octets: 4, print: printIpv4 },
  { key: svcKey.ipv6hint, name: "ipv6hint", type: rrtype.AAAA, octets: 16, print: printIpv6 },
] as const;

export const svcbHint: Rule = {
  id: "svcb-hint",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 9460 §7.3",
  summary: "An address hint of an SVCB or HTTPS record is no address of the target.",
  why: "Some clients connect to the hint before the real addresses have come, so they reach a host that the others do not, often one that is gone.",
  hint: "write the target's own addresses, or leave the hint out",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const known = new KnownAddresses();
    for (const binding of serviceBindingsOf(context.zone)) {
      if (found.isFull) break;
      if (binding.isAlias) continue;
      for (const { key, name, type, octets, print } of families) {
        const hints = binding.parameter(key);
        if (hints === undefined) continue;
        const end = bindingEnd(context, binding);
        if (end.kind !== "found" || end.zone.has(end.owner, rrtype.ALIAS)) continue;
        const addresses = known.of(end.zone, end.zone.rrset(end.owner, type));
        for (let at = 0; at < hints.length; at += octets) {
          const address = print(hints, at);
          if (addresses.has(address)) continue;
          found.at(
            binding.record,
            `${name}=`,
            `${name} says ${address}, which is no address of ${end.zone.ownerText(end.owner)}`,
          );
        }
      }
    }
    return found.diagnostics;
  },
};

/** The addresses of each RRset that was asked for, read once: many records may share a target. */
class KnownAddresses {
  private readonly byZone = new Map<ZoneIndex, Map<number, Set<string>>>();

  of(zone: ZoneIndex, rrset: number): Set<string> {
    const known = this.byZone.get(zone) ?? new Map<number, Set<string>>();
    this.byZone.set(zone, known);
    const addresses = known.get(rrset) ?? addressesIn(zone, rrset);
    known.set(rrset, addresses);
    return addresses;
  }
}

function addressesIn(zone: ZoneIndex, rrset: number): Set<string> {
  const addresses = new Set<string>();
  if (rrset === -1) return addresses;
  const print = zone.zone.rrsetType[rrset] === rrtype.A ? printIpv4 : printIpv6;
  for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
    addresses.add(print(zone.zone.rdata, zone.rdataStart(record)));
  }
  return addresses;
}
