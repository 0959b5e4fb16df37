import { algorithmText, signingAlgorithms } from "../../src/dnssec/algorithms.js";
import { nsec3Sha1, readNsec3Parameters } from "../../src/dnssec/nsec3.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { hasRecords } from "./nsec3-names.js";
import { isSigned, recordsOf, zoneKeysOf } from "./signed-zone.js";

export const dnssecNsec3param: Rule = {
  id: "dnssec-nsec3param",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 5155 §4, §7.1",
  summary: "NSEC3PARAM is missing, misplaced, or not what the NSEC3 records were made with.",
  why: "Nameservers find the chain by it: without a right one they cannot prove that a name does not exist, and resolvers answer SERVFAIL.",
  hint: "sign the zone again, with the parameters given to the signer",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    if (!isSigned(zone)) return [];
    for (const rrset of zone.rrsetsOf(rrtype.NSEC3PARAM)) {
      const owner = zone.ownerOf(rrset);
      if (owner === 0) continue;
      const where = `${zone.ownerText(owner)}, which is not the apex of the zone`;
      found.at(zone.firstRecord(rrset), "owner", `there is an NSEC3PARAM record at ${where}`);
    }
    const hasNsec3 = zone.rrsetsOf(rrtype.NSEC3).length > 0;
    const records = recordsOf(zone, zone.rrset(0, rrtype.NSEC3PARAM));
    if (hasNsec3 && records.length === 0) {
      found.atZone(`${zone.apexText} has NSEC3 records and no NSEC3PARAM record`);
    }
    for (const record of records) {
      const parameters = readNsec3Parameters(zone.zone.rdata, zone.rdataStart(record));
      const { flags, hashAlgorithm } = parameters;
      const what = `the NSEC3PARAM record of ${zone.apexText}`;
      if (hashAlgorithm !== nsec3Sha1) {
        found.at(record, 0, `${what} has hash algorithm ${hashAlgorithm}; there is only 1`);
      } else if (flags !== 0) {
        found.at(record, 1, `${what} has flags ${flags}; it is ignored unless they are 0`);
      } else if (!hasRecords(zone, parameters)) {
        found.at(record, "rdata", `no NSEC3 records were made with what ${what} says`);
      }
    }
    const old = zoneKeysOf(zone).find(({ algorithm }) => isWithoutNsec3(algorithm));
    if (hasNsec3 && old !== undefined) {
      const what = `algorithm ${algorithmText(old.algorithm)}`;
      found.at(old.record, 2, `${what} knows only NSEC; its validators do not expect NSEC3`);
    }
    return found.diagnostics;
  },
};

function isWithoutNsec3(algorithm: number): boolean {
  return signingAlgorithms[algorithm]?.nsec3 === false;
}
