import type { Policy, Pool } from "../../src/steering/config.js";
import type { Rule } from "../rule.js";

export const steeringGeo: Rule = {
  id: "steering-geo",
  severity: "notice",
  sets: ["best-practice"],
  reference: "docs/geography.md; steering.geoDatabase",
  summary: "Pools are for countries or continents, and no geo database is configured.",
  why: "Where a client is comes from a MaxMind database of the host. Without one the codes lead nowhere: clients go to the pool whose networks they are in, else to the one for the rest.",
  hint: "set steering.geoDatabase in fivenines.yaml to a MaxMind database, or name networks",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { steering, options } = context;
    if (steering === undefined || options.geoDatabase) return found.diagnostics;
    for (const [place, { owner, type, policy }] of steering.config.rrsets.entries()) {
      const codes = [...new Set(codesIn(policy))];
      if (codes.length === 0) continue;
      const { line, column } = steering.place({ rrset: place });
      const shown = codes.slice(0, codesShown).join(", ");
      const more = codes.length > codesShown ? ` and ${codes.length - codesShown} more` : "";
      const message = `${owner} ${type} asks for ${shown}${more}, and steering.geoDatabase is not set`;
      found.atPlace(steering.file, line, column, message);
    }
    return found.diagnostics;
  },
};

const codesShown = 5;

function codesIn(member: Policy | Pool): string[] {
  if (member.kind === "pool") return [];
  return [
    ...member.regions.flatMap(({ continents, countries, subdivisions }) => [
      ...continents,
      ...countries,
      ...subdivisions,
    ]),
    ...member.members.flatMap(codesIn),
  ];
}
