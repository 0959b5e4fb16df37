import { standing } from "../name-finder.js";
import type { Rule } from "../rule.js";
import { shownDomain, wireNameOf } from "./domain-name.js";
import { externalReportsOf } from "./external-reports.js";
import { stringAt } from "./text-records.js";

export const dmarcReportOutside: Rule = {
  id: "dmarc-report-outside",
  severity: "notice",
  sets: ["best-practice"],
  reference: "RFC 9990 §4",
  summary: "DMARC reports are sent to a domain that is not among the zones here.",
  why: "They only arrive if that domain has a record which accepts them; and its owner learns who sends mail for you.",
  hint: "see that the other domain has the record",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone, finder } = context;
    const told = new Set<string>();
    for (const { record, offset, domain, address } of externalReportsOf(zone)) {
      const wire = wireNameOf(address.domain);
      if (wire === undefined || finder.find(wire, 0) !== standing.elsewhere) continue;
      const consent = `${domain}._report._dmarc.${address.domain}`;
      if (told.has(consent)) continue;
      told.add(consent);
      found.at(
        record,
        stringAt(zone, record, offset),
        `reports about ${shownDomain(domain)} go to ${shownDomain(address.domain)}, which is not here`,
        `see that ${shownDomain(consent)} has the TXT record "v=DMARC1"`,
      );
    }
    return found.diagnostics;
  },
};
