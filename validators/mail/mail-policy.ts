import { isInternalZone } from "../addresses/internal-zone.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { findAllDmarc } from "./dmarc-record.js";
import { domainTextOf } from "./domain-name.js";
import { acceptsMail, organisationDomainOf } from "./mail-domain.js";
import { findSpf } from "./spf-policies.js";

export const mailPolicy: Rule = {
  id: "mail-policy",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 7208 §3, RFC 9989 §5.1",
  summary:
    "A domain takes mail, and does not say who may send mail in its name: SPF or DMARC is missing.",
  why: "Anybody can send mail as the domain, and large receivers turn away what comes from domains without these records.",
  hint: "add the missing record",
  judges: "zones",
  check(context) {
    if (isInternalZone(context)) return [];
    const found = context.collect();
    const { zone, finder } = context;
    const exchangers = zone.rrset(0, rrtype.MX);
    if (exchangers === -1 || !acceptsMail(zone, exchangers)) return found.diagnostics;
    const record = zone.firstRecord(exchangers);
    const domain = domainTextOf(zone.zone.apex);
    if (findSpf(context, domain).kind === "none") {
      found.at(
        record,
        "owner",
        `${zone.apexText} takes mail and has no SPF record`,
        `add \`${zone.apexText} TXT "v=spf1 mx -all"\`, with all that send mail for it`,
      );
    }
    const above = organisationDomainOf(domain);
    const policies = [domain, ...(above === domain ? [] : [above])];
    if (policies.every((name) => findAllDmarc(finder, name).length === 0)) {
      found.at(
        record,
        "owner",
        `${zone.apexText} takes mail and has no DMARC record`,
        `add \`_dmarc.${zone.apexText} TXT "v=DMARC1; p=none; rua=mailto:dmarc@${domain}"\`, and go on to p=reject`,
      );
    }
    return found.diagnostics;
  },
};
