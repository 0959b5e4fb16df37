import type { NameFinder } from "../name-finder.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { aliasEndOf } from "./alias-end.js";
import { dmarcVersion } from "./dmarc-record.js";
import { shownDomain, wireNameOf } from "./domain-name.js";
import { externalReportsOf } from "./external-reports.js";
import { stringAt } from "./text-records.js";

export const dmarcExternalReport: Rule = {
  id: "dmarc-external-report",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 9990 §4",
  summary: "DMARC reports are sent to another domain here, which has no record that accepts them.",
  why: "Anyone could flood others with reports, so reporters ask the other domain first, and send nothing if it says nothing.",
  hint: "add the record to the zone that gets the reports",
  judges: "zones",
  check(context) {
    const found = context.collect();
    for (const { record, offset, domain, address } of externalReportsOf(context.zone)) {
      const consent = `${domain}._report._dmarc.${address.domain}`;
      if (consents(context.finder, consent) !== false) continue;
      found.at(
        record,
        stringAt(context.zone, record, offset),
        `${shownDomain(address.domain)} does not accept DMARC reports about ${shownDomain(domain)}`,
        `add \`${shownDomain(consent)} TXT "v=DMARC1"\` to the zone of ${shownDomain(address.domain)}`,
      );
    }
    return found.diagnostics;
  },
};

/** Whether a name says so; undefined if it is not in the zones here. */
function consents(finder: NameFinder, name: string): boolean | undefined {
  const wire = wireNameOf(name);
  const end = wire === undefined ? undefined : aliasEndOf(finder, wire);
  if (end === undefined) return undefined;
  const { zone, owner } = end;
  const rrset = zone.rrset(owner, rrtype.TXT);
  if (rrset === -1) return false;
  for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
    if (dmarcVersion.test(zone.textOf(record))) return true;
  }
  return false;
}
