import type { Rule } from "../rule.js";
import { textRecordsOf } from "./text-records.js";

/** §3.4: name and texts together, so that the answer fits into 512 octets. */
const octetsMax = 450;

export const spfSize: Rule = {
  id: "spf-size",
  severity: "notice",
  sets: ["best-practice"],
  reference: "RFC 7208 §3.4",
  summary: "The TXT records beside an SPF record are too large for an answer of 512 octets.",
  why: "Receivers get all TXT records of the name at once. Those without EDNS ask again over TCP, and where TCP is blocked the policy is lost.",
  hint: "move verification tokens to other names, or networks into an included record",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    let rrsetBefore = -1;
    for (const record of textRecordsOf(zone).spf) {
      const rrset = zone.rrsetOfRecord(record);
      if (rrset === rrsetBefore) continue;
      rrsetBefore = rrset;
      const owner = zone.ownerOf(rrset);
      const { nameStart } = zone.zone;
      let octets = nameStart[owner + 1]! - nameStart[owner]!;
      for (let one = zone.firstRecord(rrset); one < zone.endRecord(rrset); one++) {
        octets += zone.rdataEnd(one) - zone.rdataStart(one);
      }
      if (octets <= octetsMax) continue;
      const name = zone.ownerText(owner);
      found.at(
        record,
        "owner",
        `the TXT records of ${name} have ${octets} octets; ${octetsMax} fit into 512 with the rest`,
      );
    }
    return found.diagnostics;
  },
};
