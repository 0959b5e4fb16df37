import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { RuleContext } from "../rule-context.js";
import { targetStanding } from "../targets.js";
import { mailServersWith } from "./mail-servers.js";

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
    const { zone } = context;
    const { alias, belowDname } = targetStanding;
    for (const record of mailServersWith(context, alias)) {
      const name = zone.nameText(record, 2);
      const message = `${name} is an alias; a mail server must have addresses itself`;
      found.at(record, 1, message, `write ${aliasedBy(context, record)}`);
    }
    for (const record of mailServersWith(context, belowDname)) {
      const name = zone.nameText(record, 2);
      found.at(record, 1, `${name} is below a DNAME; a mail server must have addresses itself`);
    }
    return found.diagnostics;
  },
};

/** What the alias that an MX record names leads to. */
function aliasedBy({ zone, finder }: RuleContext, record: number): string {
  finder.find(zone.zone.rdata, zone.rdataStart(record) + 2);
  const { zone: holder, owner } = finder;
  const alias = holder?.rrset(owner, rrtype.CNAME) ?? -1;
  return holder === undefined || alias === -1
    ? "the host's own name"
    : holder.nameText(holder.firstRecord(alias));
}
