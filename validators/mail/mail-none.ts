import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { isReverse } from "../targets.js";
import { findDmarc } from "./dmarc-record.js";
import { domainTextOf } from "./domain-name.js";
import { acceptsMail, hasMailTarget, organisationDomainOf } from "./mail-domain.js";
import { findSpf, type SpfFound } from "./spf-policies.js";
import { tagValue } from "./tag-list.js";

export const mailNone: Rule = {
  id: "mail-none",
  severity: "notice",
  sets: ["best-practice"],
  reference: "RFC 7505 §3",
  summary:
    "A domain has no mail, and does not say so everywhere: null MX, v=spf1 -all, DMARC p=reject.",
  why: "Without an MX record mail goes to the web server and is stuck there; and unused domains are the ones that forgers like.",
  hint: "add the missing record",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone, finder } = context;
    const { apex } = zone.zone;
    const exchangers = zone.rrset(0, rrtype.MX);
    if (exchangers !== -1 && acceptsMail(zone, exchangers)) return found.diagnostics;
    if (!hasMailTarget(zone) || isReverse(apex, 0)) return found.diagnostics;
    const domain = domainTextOf(apex);
    const spf = findSpf(context, domain);
    // A policy that allows somebody: mail is sent, and answers go elsewhere.
    if (spf.kind === "policy" && !refusesAll(spf)) return found.diagnostics;
    const name = zone.apexText;
    if (exchangers === -1) {
      found.atOwner(0, `${name} takes no mail and does not say so`, `add \`${name} MX 0 .\``);
    }
    if (spf.kind === "none") {
      const message = `${name} sends no mail and does not say so`;
      found.atOwner(0, message, `add \`${name} TXT "v=spf1 -all"\``);
    }
    const policy = findDmarc(finder, domain) ?? findDmarc(finder, organisationDomainOf(domain));
    if (policy === "outside") return found.diagnostics;
    if (policy === undefined || tagValue(policy, "p")?.toLowerCase() !== "reject") {
      const message = `${name} has no mail, and no DMARC policy that rejects what is forged`;
      found.atOwner(0, message, `add \`_dmarc.${name} TXT "v=DMARC1; p=reject"\``);
    }
    return found.diagnostics;
  },
};

function refusesAll(found: SpfFound): boolean {
  if (found.kind !== "policy") return false;
  const { terms } = found.policy.spf;
  return terms.length === 1 && terms[0]!.name === "all" && terms[0]!.qualifier === "-";
}
