import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { ZoneIndex } from "../zone-index.js";

/** Labels in front of the agent domain: what reports are asked for below (RFC 9567 §6.1.1). */
const reports = [3, 0x5f, 0x65, 0x72]; // _er
const wildcard = [1, 0x2a];

export const errorReportText: Rule = {
  id: "error-report-text",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 9567 §6.3",
  summary: "A zone that takes DNS error reports, at or below _er, has no TXT record at *._er.",
  why: "Resolvers report by asking for TXT below _er. A negative answer makes some minimise the name, ask again, or remember that there is nothing, so that later reports are lost.",
  hint: 'add `*._er TXT "Report received"`',
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const agent = zone.zone.apex;
    const name = Uint8Array.from([...reports, ...agent]);
    const owner = zone.zone.findOwner(name, 0, name.length);
    const catching = Uint8Array.from([...wildcard, ...name]);
    const catcher = zone.zone.findOwner(catching, 0, catching.length);
    if (owner === -1 && catcher === -1) return found.diagnostics;
    if (zone.has(catcher, rrtype.TXT) || isElsewhere(zone, owner)) return found.diagnostics;
    const message = `*._er.${zone.apexText} has no TXT record to answer error reports with`;
    found.atOwner(catcher !== -1 ? catcher : owner, message);
    return found.diagnostics;
  },
};

/** Delegated, or an alias: reports are taken by someone else. */
function isElsewhere(zone: ZoneIndex, owner: number): boolean {
  return [rrtype.NS, rrtype.CNAME, rrtype.DNAME].some((type) => zone.has(owner, type));
}
