import type { NameFinder } from "../name-finder.js";
import type { Rule } from "../rule.js";
import { bimiVersion } from "./bimi-syntax.js";
import { findDmarc } from "./dmarc-record.js";
import { domainOf, shownDomain } from "./domain-name.js";
import { tagValue } from "./tag-list.js";
import { taggedTextsOf } from "./tagged-texts.js";
import { textRecordsOf } from "./text-records.js";

export const bimiDmarc: Rule = {
  id: "bimi-dmarc",
  severity: "warning",
  sets: ["best-practice"],
  reference: "draft-brand-indicators-for-message-identification-10 §7.1",
  summary: "A domain has a logo for its mail, and no DMARC policy that is enforced.",
  why: "Receivers show the logo only if DMARC says quarantine or reject, for all mail.",
  hint: "let DMARC say p=quarantine or p=reject",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone, finder } = context;
    for (const rrset of textRecordsOf(zone).bimi) {
      const { counted } = taggedTextsOf(zone, rrset, bimiVersion);
      const [first] = counted;
      if (first === undefined || (tagValue(first.list, "l") ?? "") === "") continue;
      const owner = domainOf(zone, zone.ownerOf(rrset));
      const domain = owner?.slice(owner.indexOf("._bimi.") + "._bimi.".length);
      if (domain === undefined || isEnforced(finder, domain, zone.apexText.slice(0, -1))) continue;
      found.at(
        first.record,
        0,
        `the DMARC policy of ${shownDomain(domain)} is not enforced, so no logo is shown`,
      );
    }
    return found.diagnostics;
  },
};

/** Whether the policy of the domain, or else that of its zone, protects all its mail. */
function isEnforced(finder: NameFinder, domain: string, apex: string): boolean {
  const own = findDmarc(finder, domain);
  const policy = own ?? (domain === apex ? undefined : findDmarc(finder, apex));
  if (policy === "outside") return true;
  if (policy === undefined) return false;
  const asked = (own === undefined ? tagValue(policy, "sp") : undefined) ?? tagValue(policy, "p");
  const isTest = tagValue(policy, "t")?.toLowerCase() === "y";
  const isForAll = (tagValue(policy, "pct") ?? "100") === "100" && !isTest;
  if (asked === undefined || asked.toLowerCase() === "none") return false;
  // What pct leaves out of p=reject, and all of it with t=y, is still put into quarantine.
  return isForAll || asked.toLowerCase() === "reject";
}
