import { optOutFlag, readNsec3 } from "../../src/dnssec/nsec3.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { isInsecureCut } from "./denial.js";

/** From here on the records that are saved weigh more than what they would have proved. */
const delegationsMin = 1000;

export const dnssecNsec3OptOut: Rule = {
  id: "dnssec-nsec3-opt-out",
  severity: "notice",
  sets: ["best-practice"],
  reference: "RFC 9276 §3.1",
  summary: "A zone with few delegations uses NSEC3 opt-out.",
  why: "Opt-out leaves unsigned delegations unproved, so a forger can add some; it is for registries with very many of them.",
  hint: "sign the zone without opt-out",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const { rdata } = zone.zone;
    const rrset = zone.rrsetsOf(rrtype.NSEC3).find((nsec3) => {
      return (readNsec3(rdata, zone.rdataStart(zone.firstRecord(nsec3))).flags & optOutFlag) !== 0;
    });
    if (rrset === undefined) return [];
    const cuts = zone.rrsetsOf(rrtype.NS).filter((ns) => isInsecureCut(zone, zone.ownerOf(ns)));
    if (cuts.length < delegationsMin) {
      const count =
        cuts.length === 1 ? "1 unsigned delegation" : `${cuts.length} unsigned delegations`;
      found.at(zone.firstRecord(rrset), 1, `${zone.apexText} uses opt-out and has ${count}`);
    }
    return found.diagnostics;
  },
};
