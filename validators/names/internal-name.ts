import { nameToText } from "../../src/dns/name-text.js";
import { isInternalZone } from "../addresses/internal-zone.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { Findings, RuleContext } from "../rule-context.js";
import { labelIs } from "../targets.js";
import { isInternal } from "./internal-suffix.js";
import { ownerTraits, trait } from "./owner-traits.js";
import { eachTarget, targetFields } from "./target-fields.js";

/** A private address (RFC 1918) with hyphens for dots. */
const privateInName =
  /(?:^|[^0-9])(?:10-\d{1,3}|192-168|172-(?:1[6-9]|2\d|3[01]))-\d{1,3}-\d{1,3}(?![0-9])/;

const { NS, CNAME, DNAME, MX, SRV, SVCB, HTTPS } = targetFields;

export const internalName: Rule = {
  id: "internal-name",
  severity: "notice",
  sets: ["best-practice"],
  reference: "RFC 6762 §3, RFC 6761 §6.3",
  summary: "A name of an internal network is in a zone that everybody can read.",
  why: "Outside, such a name leads nowhere; it tells strangers how the network inside is built, and a browser takes localhost below the domain for a part of the site.",
  hint: "keep it in the internal view, or set check.privateAddresses if this is one",
  judges: "records",
  check(context) {
    if (isInternalZone(context)) return [];
    const found = context.collect();
    checkOwners(context, found);
    const { rdata } = context.zone.zone;
    eachTarget(
      context.zone,
      [NS, CNAME, DNAME, MX, SRV, SVCB, HTTPS],
      (record, at, _end, token) => {
        if (!isInternal(rdata, at) || found.isFull) return;
        found.at(record, token, `${nameToText(rdata, at)} only exists in an internal network`);
      },
    );
    return found.diagnostics;
  },
};

function checkOwners(context: RuleContext, found: Findings): void {
  const { zone } = context;
  const { names, nameStart } = zone.zone;
  const traits = ownerTraits(context);
  for (let owner = 1; owner < traits.length && !found.isFull; owner++) {
    const start = nameStart[owner]!;
    if (names[start] === 9 && labelIs(names, start, "localhost")) {
      if (!zone.has(owner, rrtype.A) && !zone.has(owner, rrtype.AAAA)) continue;
      found.atOwner(owner, `${zone.ownerText(owner)} is a name of the local machine`);
    } else if ((traits[owner]! & trait.manyHyphens) !== 0) {
      const name = zone.ownerText(owner);
      if (privateInName.test(name)) found.atOwner(owner, `${name} tells a private address`);
    }
  }
}
