import type { Rule } from "../rule.js";
import { reportAddressesOf } from "./report-address.js";
import { shown } from "./tag-list.js";
import { type Purpose, taggedTextsOf, tellSeveral, tellSkipped } from "./tagged-texts.js";
import { stringAt, textRecordsOf } from "./text-records.js";

const version = /^v=TLSRPTv1[ \t]*;/;

const purpose: Purpose = {
  what: "a record for TLS reports",
  readers: "senders",
  start: "v=TLSRPTv1;",
  resembles: /tlsrpt/i,
};

export const tlsRptSyntax: Rule = {
  id: "tls-rpt-syntax",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 8460 §3",
  summary:
    "A record for TLS reports is not what senders read, names nowhere to report to, or is one of several.",
  why: "No reports arrive, and a certificate that breaks delivery is found out by those who miss their mail.",
  hint: 'write it as in "v=TLSRPTv1; rua=mailto:tls-reports@example.com"',
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const rrset of textRecordsOf(zone).tlsReports) {
      const texts = taggedTextsOf(zone, rrset, version);
      tellSkipped(found, texts, purpose);
      for (const { record, list } of texts.counted) {
        const rua = list.tags.filter(({ name }) => name === "rua");
        if (rua.length === 0) found.at(record, 0, "there is no rua=");
        for (const { value, offset } of rua) {
          for (const { text, scheme, fault } of reportAddressesOf(value)) {
            const isKnown = scheme === "mailto" || scheme === "https";
            if (isKnown && fault === undefined) continue;
            found.at(
              record,
              stringAt(zone, record, offset),
              `\`${shown(text)}\` ${fault ?? "is neither mailto: nor https:"}`,
              "write mailto: and an e-mail address, or an https: address",
            );
          }
        }
      }
      tellSeveral(found, zone, texts, purpose);
    }
    return found.diagnostics;
  },
};
