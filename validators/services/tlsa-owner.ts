import { lowerCase } from "../../src/dns/name.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { ZoneIndex } from "../zone-index.js";

const place = /^(?:_(\d{1,5})|\*)\._(?:tcp|udp|sctp|dccp)\./;

export const tlsaOwner: Rule = {
  id: "tlsa-owner",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 6698 §3",
  summary: "A TLSA record is not at a name of the form _port._proto.",
  why: "Clients put the port and the transport before the host's name and never ask at another one, so the certificate is not checked.",
  hint: "write the owner as _25._tcp.mail for port 25 of the host mail",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    let aliased: Set<number> | undefined;
    for (const rrset of zone.rrsetsOf(rrtype.TLSA)) {
      const owner = zone.ownerOf(rrset);
      const name = zone.ownerText(owner);
      const port = place.exec(name);
      if (port !== null && Number(port[1] ?? 0) <= 0xffff) continue;
      if (/^\*\./.test(name)) continue;
      // One record for many services is kept at a name of any form that CNAME records lead to.
      aliased ??= aliasedOwners(zone);
      if (aliased.has(owner)) continue;
      found.at(zone.firstRecord(rrset), "owner", `no client asks for TLSA records of ${name}`);
    }
    return found.diagnostics;
  },
};

function aliasedOwners(zone: ZoneIndex): Set<number> {
  const owners = new Set<number>();
  for (const rrset of zone.rrsetsOf(rrtype.CNAME)) {
    const record = zone.firstRecord(rrset);
    const target = zone.zone.rdata.slice(zone.rdataStart(record), zone.rdataEnd(record));
    lowerCase(target, 0, target.length);
    const owner = zone.zone.findOwner(target, 0, target.length);
    if (owner !== -1) owners.add(owner);
  }
  return owners;
}
