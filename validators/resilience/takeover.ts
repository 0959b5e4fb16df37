import { addressFromText, printIpv4 } from "../../src/base/ip.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { Findings, RuleContext } from "../rule-context.js";
import { freeForAll } from "./takeover-services.js";
import { eachServiceTarget, isOwned } from "./targets-outside.js";

/** Address as a number → service. */
const addresses = new Map(
  freeForAll.flatMap((service) =>
    (service.addresses ?? []).map((text) => [numberOf(addressFromText(text)!), service] as const),
  ),
);

/** First octets of those addresses: of a million others, few start so. */
const firstOctets = new Uint8Array(256);
for (const address of addresses.keys()) firstOctets[Math.floor(address / 2 ** 24)] = 1;

export const takeover: Rule = {
  id: "takeover",
  severity: "warning",
  sets: ["best-practice"],
  reference: "EdOverflow/can-i-take-over-xyz",
  summary: "A record points at a name that anybody may take once you have given it up.",
  why: "Whoever registers the name at the service after you have deleted yours serves pages, cookies and certificates under your domain.",
  hint: "if the name there is yours, write `; fivenines: owned` behind the record; if not, delete the record",
  judges: "records",
  check(context) {
    const found = context.collect();
    eachServiceTarget(context, "anybody", ({ record, token, service, name }) => {
      // Some services have one name for all customers, and tell them apart by the name asked for.
      const message = service.suffixes.includes(name)
        ? `${name} serves whichever customer of ${service.service} claims your name first`
        : `${name} is a name that ${service.service} gives to whoever asks first`;
      found.at(record, token, message);
    });
    findAddresses(context, found);
    return found.diagnostics;
  },
};

function findAddresses(context: RuleContext, found: Findings): void {
  const { zone } = context;
  const { rdata, rdataStart } = zone.zone;
  for (const rrset of zone.rrsetsOf(rrtype.A)) {
    for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
      if (firstOctets[rdata[rdataStart[record]!]!] === 0) continue;
      const service = addresses.get(zone.u32(record, 0));
      if (service === undefined) continue;
      const address = printIpv4(rdata, rdataStart[record]);
      if (isOwned(context, record, address)) continue;
      found.at(
        record,
        0,
        `${address} serves whichever customer of ${service.service} claims your name first`,
      );
    }
  }
}

function numberOf(address: Uint8Array): number {
  return address.reduce((number, octet) => number * 256 + octet, 0);
}
