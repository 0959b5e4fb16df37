import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { caaAbove } from "./governing.js";

const hosts = [rrtype.A, rrtype.AAAA, rrtype.CNAME];

export const caaMissing: Rule = {
  id: "caa-missing",
  severity: "notice",
  sets: ["best-practice"],
  reference: "RFC 8659 §3",
  summary: "No CAA record says who may issue certificates for the zone's names.",
  why: "Every certificate authority in the world may issue for them, those included that were deceived; you have told us which ones you use.",
  hint: "add a CAA issue record at the apex for each authority of check.issuers",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone, options } = context;
    if (options.issuers.length === 0 || zone.has(0, rrtype.CAA)) return found.diagnostics;
    if (!hosts.some((type) => zone.rrsetsOf(type).length > 0)) return found.diagnostics;
    if (caaAbove(context) !== undefined) return found.diagnostics;
    found.atZone(`${zone.apexText} has no CAA record, so any authority may issue for its names`);
    return found.diagnostics;
  },
};
