import { nameFromText } from "../../src/dns/name-text.js";
import { standing } from "../name-finder.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { RuleContext } from "../rule-context.js";
import type { ZoneIndex } from "../zone-index.js";
import { shownDomain } from "./domain-name.js";

export const errorReportText: Rule = {
  id: "error-report-text",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 9567 §6.3",
  summary: "A domain that takes DNS error reports has no TXT record at *._er.",
  why: "Resolvers report by asking for TXT below _er. After a negative answer some remember that there is nothing, and later reports are lost.",
  hint: 'add `*._er TXT "Report received"`',
  judges: "zone",
  check(context) {
    const found = context.collect();
    for (const agent of agentsOf(context)) {
      const place = missingAt(context, agent);
      if (place === undefined) continue;
      const name = `*._er.${shownDomain(agent)}`;
      const message = `${name} has no TXT record to answer error reports with`;
      const hint = `add \`${name} TXT "Report received"\``;
      if (place === -1) found.atZone(message, hint);
      else found.atOwner(place, message, hint);
    }
    return found.diagnostics;
  },
};

/** Domains in this zone that take reports: those told of, and the apex if it has names for them. */
function agentsOf({ zone, options }: RuleContext): string[] {
  const hasNames = ["*._er", "_er"].some(
    (labels) => ownerOf(zone, `${labels}.${zone.apexText}`) > 0,
  );
  const agents = hasNames ? [zone.apexText] : [];
  return [...new Set([...agents, ...options.errorAgents])];
}

/** The owner to tell of, -1 if there is none; undefined if reports are answered, or not from here. */
function missingAt({ zone, finder }: RuleContext, agent: string): number | undefined {
  const wire = nameFromText(`report._er.${agent === "." ? "" : agent}`);
  if (wire === undefined) return undefined;
  const result = finder.find(wire, 0);
  const isElsewhere = result === standing.delegated || result === standing.dname;
  if (finder.zone !== zone || isElsewhere) return undefined;
  const isAnswered = zone.has(finder.owner, rrtype.TXT) || zone.has(finder.owner, rrtype.CNAME);
  if (isAnswered) return undefined;
  return Math.max(finder.owner, ownerOf(zone, `_er.${agent}`));
}

function ownerOf({ zone }: ZoneIndex, name: string): number {
  const wire = nameFromText(name);
  return wire === undefined ? -1 : zone.findOwner(wire, 0, wire.length);
}
