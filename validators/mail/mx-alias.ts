import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { targetStanding, targetStandingOf } from "../targets.js";

export const mxAlias: Rule = {
  id: "mx-alias",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 2181 §10.3, RFC 5321 §5.1",
  summary: "An MX record names an alias.",
  why: "Some senders do not follow it, and a mail server that does not know itself by that name sends mail in circles.",
  hint: "name the host that the alias leads to",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone, finder } = context;
    for (const rrset of zone.rrsetsOf(rrtype.MX)) {
      for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
        const at = zone.rdataStart(record) + 2;
        const standing = targetStandingOf(finder, zone.zone.rdata, at);
        const name = () => zone.nameText(record, 2);
        if (standing === targetStanding.alias) {
          const alias = finder.zone!.rrset(finder.owner, rrtype.CNAME);
          const end = finder.zone!.nameText(finder.zone!.firstRecord(alias));
          const message = `${name()} is an alias; a mail server must have addresses itself`;
          found.at(record, 1, message, `write ${end}`);
        } else if (standing === targetStanding.belowDname) {
          found.at(
            record,
            1,
            `${name()} is below a DNAME; a mail server must have addresses itself`,
          );
        }
      }
    }
    return found.diagnostics;
  },
};
