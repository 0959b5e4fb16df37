import { lowerNameFromText } from "../../src/dns/name-text.js";
import { aliasEndOf } from "../mail/alias-end.js";
import { acceptsMail } from "../mail/mail-domain.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { RuleContext } from "../rule-context.js";
import { shown } from "../shown.js";
import { caaPropertiesOf, caaToken } from "./caa.js";

export const caaIodefUnreachable: Rule = {
  id: "caa-iodef-unreachable",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 8659 §4.4",
  summary: "Reports of refused certificates go to a domain here that cannot take them.",
  why: "The report is the only sign that somebody tries to get certificates for your names, and it is lost.",
  hint: "name a mailbox that is read, or a web address that answers",
  judges: "zones",
  check(context) {
    const found = context.collect();
    for (const { record, tag, value } of caaPropertiesOf(context.zone)) {
      if (tag !== "iodef" || value.length > 2048) continue;
      const [, mailDomain] = /^mailto:[^\s@]+@([^\s@?]+)/i.exec(value) ?? [];
      const [, webHost] = /^https?:\/\/([^\s/:?#]+)/i.exec(value) ?? [];
      const host = mailDomain ?? webHost;
      const fault = host && faultOf(context, host, mailDomain !== undefined);
      if (fault) found.at(record, caaToken.value, `${shown(host)} ${fault}`);
    }
    return found.diagnostics;
  },
};

function faultOf({ finder }: RuleContext, host: string, forMail: boolean): string | undefined {
  const name = lowerNameFromText(host.endsWith(".") ? host : `${host}.`);
  const end = name && aliasEndOf(finder, name);
  if (!end) return undefined;
  const { zone, owner } = end;
  if (owner === -1) return "does not exist";
  const hasAddress = [rrtype.A, rrtype.AAAA, rrtype.ALIAS].some((type) => zone.has(owner, type));
  if (!forMail) return hasAddress ? undefined : "has no address";
  const exchangers = zone.rrset(owner, rrtype.MX);
  const takesMail = exchangers === -1 ? hasAddress : acceptsMail(zone, exchangers);
  return takesMail ? undefined : "takes no mail";
}
