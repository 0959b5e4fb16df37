import { limits } from "../../src/base/limits.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";

export const dnameOverflow: Rule = {
  id: "dname-overflow",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 6672 §2.2",
  summary: "The target of a DNAME is so long that ordinary names below its owner overflow.",
  why: "A redirected name of more than 255 octets does not exist: nameservers answer YXDOMAIN, and the name is unreachable.",
  hint: "point the DNAME at a shorter name",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const { nameStart } = zone.zone;
    for (const rrset of zone.rrsetsOf(rrtype.DNAME)) {
      if (found.isFull) break;
      const owner = zone.ownerOf(rrset);
      const record = zone.firstRecord(rrset);
      const targetLength = zone.rdataEnd(record) - zone.rdataStart(record);
      const room = limits.nameBytesMax - targetLength;
      // Any longer target overflows for some names; this one does for a single label.
      if (room > limits.labelBytesMax) continue;
      if (targetLength <= nameStart[owner + 1]! - nameStart[owner]!) continue;
      const name = zone.ownerText(owner);
      const message =
        room < 2
          ? `the target leaves no room for any name below ${name}`
          : `the target leaves room for ${room - 1} octets of a name below ${name}; a label may have 63`;
      found.at(record, 0, message);
    }
    return found.diagnostics;
  },
};
