import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { shown } from "../shown.js";

const targetOffset = 4;
const targetToken = 2;

export const uriTarget: Rule = {
  id: "uri-target",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 7553 §4.4",
  summary: "The target of a URI record is no URI.",
  why: "A client that follows the record gets a text that it can do nothing with.",
  hint: 'write a whole URI with its scheme, such as "https://www.example.com/"',
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const { rdata } = zone.zone;
    for (const rrset of zone.rrsetsOf(rrtype.URI)) {
      for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
        const at = zone.rdataStart(record) + targetOffset;
        const octets = rdata.subarray(at, zone.rdataEnd(record));
        const text = Buffer.from(octets).toString("latin1");
        // RFC 3986 §3: a scheme, a colon, and no blanks or octets beyond ASCII.
        if (/^[a-z][a-z0-9+.-]*:[\x21-\x7e]+$/i.test(text)) continue;
        found.at(record, targetToken, `"${shown(text)}" is no URI`);
      }
    }
    return found.diagnostics;
  },
};
