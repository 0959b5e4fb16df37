import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";

/**
 * An opening mark, one of " ' and the typographic ones in UTF-8, and behind it what programs read:
 * `v=spf1`, `vendor-verification=`. Prose may be in quotation marks; so may the notes of external-dns,
 * which reads them itself and knows.
 */
const opening = /^\s*(?:["']|\xe2\x80[\x98\x9a\x9c\x9e]|\xc2\xab)\s*(?!heritage=)[\w.-]{1,60}\s*=/;
const closing = /(?:["']|\xe2\x80[\x98-\x9f]|\xc2\xbb)\s*$/;

export const textQuotes: Rule = {
  id: "text-quotes",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 1035 §5.1",
  summary: "The value of a TXT record has quotation marks inside itself, around all of it.",
  why: 'A policy that starts with a quotation mark is none: receivers look for v=spf1, not for "v=spf1.',
  hint: "remove the inner quotation marks; those of the zone file are no part of the text",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const { rdata } = zone.zone;
    for (const rrset of zone.rrsetsOf(rrtype.TXT)) {
      for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
        if (isPlain[rdata[zone.rdataStart(record) + 1]!] === 1) continue;
        const text = zone.textOf(record);
        if (text.length < 3 || !opening.test(text) || !closing.test(text.slice(-8))) continue;
        const name = zone.ownerText(zone.ownerOf(rrset));
        found.at(record, 0, `the text of ${name} is in quotation marks once too often`);
      }
    }
    return found.diagnostics;
  },
};

/** Octets that no quotation mark starts with. */
const isPlain = new Uint8Array(256).fill(1);
for (const octet of [0x09, 0x20, 0x22, 0x27, 0xc2, 0xe2]) isPlain[octet] = 0;
