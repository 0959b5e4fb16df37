import { isInternalZone } from "../addresses/internal-zone.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { isReverse } from "../targets.js";
import { findDmarc } from "./dmarc-record.js";
import { domainTextOf } from "./domain-name.js";
import { acceptsMail, hasMailTarget, organisationDomainOf } from "./mail-domain.js";
import { findSpf, type SpfFound } from "./spf-policies.js";
import { type TagList, tagValue } from "./tag-list.js";

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
    if (isInternalZone(context)) return [];
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
    const silent: string[] = [];
    const wanted: string[] = [];
    if (exchangers === -1) {
      silent.push("MX");
      wanted.push(`\`${name} MX 0 .\``);
    }
    if (spf.kind === "none") {
      silent.push("SPF");
      wanted.push(`\`${name} TXT "v=spf1 -all"\``);
    }
    const policy = findDmarc(finder, domain) ?? findDmarc(finder, organisationDomainOf(domain));
    const rejects = policy === "outside" || isReject(policy);
    if (!rejects) {
      silent.push("DMARC");
      wanted.push(`\`_dmarc.${name} TXT "v=DMARC1; p=reject"\``);
    }
    if (silent.length === 0) return found.diagnostics;
    const say = silent.length === 1 ? "does" : "do";
    found.atOwner(
      0,
      `${name} has no mail, and ${listed(silent)} ${say} not say so`,
      `have ${listed(wanted)}`,
    );
    return found.diagnostics;
  },
};

function isReject(policy: TagList | undefined): boolean {
  return policy !== undefined && tagValue(policy, "p")?.toLowerCase() === "reject";
}

function listed(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

function refusesAll(found: SpfFound): boolean {
  if (found.kind !== "policy") return false;
  const { terms } = found.policy.spf;
  return terms.length === 1 && terms[0]!.name === "all" && terms[0]!.qualifier === "-";
}
