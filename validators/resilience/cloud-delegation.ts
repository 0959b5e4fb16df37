import { authority } from "../authority.js";
import { standing } from "../name-finder.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { isOwned } from "./targets-outside.js";

/**
 * Providers at which another account may create a zone of the same name on the same nameservers,
 * once yours is deleted: those that the README of indianajson/can-i-take-over-dns called vulnerable,
 * for free, in June 2021, the newest text of it at hand. Providers harden what they do, and the
 * issues of that list argue about some: hence a notice. Not here are Route 53, which it calls safe,
 * and Cloudflare, which gives each account nameservers that others rarely get.
 * DNSimple's second and fourth name, and Linode's third to fifth, are from their own manuals.
 */
const providers: readonly (readonly [RegExp, string])[] = [
  [/^ns\d-\d+\.azure-dns\.(com|net|org|info)\.$/, "Azure DNS"],
  [/^ns-cloud-[a-z]\d\.googledomains\.com\.$/, "Google Cloud DNS"],
  [/^ns\d\.digitalocean\.com\.$/, "DigitalOcean"],
  [/^ns\d\.linode\.com\.$/, "Linode"],
  [/^ns\d\.he\.net\.$/, "Hurricane Electric"],
  [/^ns\d+\.dnsmadeeasy\.com\.$/, "DNS Made Easy"],
  [/^ns\d\.(dnsimple\.com|dnsimple-edge\.(net|org))\.$/, "DNSimple"],
  [/^dns\d\.p\d+\.nsone\.net\.$/, "NS1"],
  [/^ns\d\.bizland\.com\.$/, "Bizland"],
  [/^dns\d\.easydns\.(com|net|org|info)\.$/, "easyDNS"],
  [/^ns\d\.domaindiscover\.com\.$/, "TierraNet"],
];

/** A zone that delegates more is a registry's, and its customers' zones are not its own. */
const delegationsMax = 1000;

export const cloudDelegation: Rule = {
  id: "cloud-delegation",
  severity: "notice",
  sets: ["best-practice"],
  reference: "indianajson/can-i-take-over-dns",
  summary:
    "A child zone is delegated to a provider where anybody may take it over once it is deleted there.",
  why: "When the zone is removed at the provider and the delegation stays, the next customer to create it there answers for all names below it.",
  hint: "if the zone there is yours, write `; fivenines: owned` behind the record; if not, delete the delegation",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone, finder } = context;
    const rrsets = zone.rrsetsOf(rrtype.NS);
    if (rrsets.length > delegationsMax) return found.diagnostics;
    for (const rrset of rrsets) {
      const owner = zone.ownerOf(rrset);
      if (zone.authorityOf(owner) !== authority.cut) continue;
      const { names, nameStart } = zone.zone;
      // The child zone is here too, so somebody looks after it.
      if (finder.find(names, nameStart[owner]!) !== standing.delegated) continue;
      const record = zone.firstRecord(rrset);
      const name = zone.nameText(record).toLowerCase();
      const provider = providers.find(([pattern]) => pattern.test(name))?.[1];
      if (provider === undefined || isOwned(context, record, name)) continue;
      found.at(record, 0, `${zone.ownerText(owner)} is delegated to ${provider}`);
    }
    return found.diagnostics;
  },
};
