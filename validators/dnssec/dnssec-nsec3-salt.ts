import { readNsec3Parameters } from "../../src/dnssec/nsec3.js";
import type { Rule } from "../rule.js";
import { describing } from "./dnssec-nsec3-parameters.js";

export const dnssecNsec3Salt: Rule = {
  id: "dnssec-nsec3-salt",
  severity: "notice",
  sets: ["best-practice"],
  reference: "RFC 9276 §3.1",
  summary: "NSEC3 hashes names with a salt.",
  why: "Hashes of one zone help nobody with another one's anyway, because names are absolute; the salt only makes answers longer.",
  hint: "sign the zone with an empty salt, which is written -",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const record = describing(zone);
    if (record === -1) return [];
    const { salt } = readNsec3Parameters(zone.zone.rdata, zone.rdataStart(record));
    if (salt.length > 0) {
      const octets = salt.length === 1 ? "1 octet" : `${salt.length} octets`;
      found.at(record, 3, `the NSEC3 records of ${zone.apexText} have a salt of ${octets}`);
    }
    return found.diagnostics;
  },
};
