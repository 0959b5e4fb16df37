import type { Rule } from "../rule.js";
import { apexNameservers, listed, nsRecord, without } from "./live-zone.js";

export const liveDelegation: Rule = {
  id: "live-delegation",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 1034 §4.2.2",
  summary: "The parent delegates the zone to other nameservers than the zone lists, or not at all.",
  why: "Resolvers start from the parent's set: what only the zone lists may never be asked, and what only the parent lists may be gone.",
  hint: "let the parent's NS set and the zone's be the same",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const { live } = context.around;
    if (live === undefined) return found.diagnostics;
    const own = apexNameservers(zone);
    const at = nsRecord(zone);
    const told = new Set<string>();
    for (const answer of live.parent.answers) {
      if (answer.fault !== null) continue;
      const message = answer.denied
        ? `the servers of ${live.parent.zone} do not delegate ${zone.apexText}`
        : difference(own, answer.ns, live.parent.zone ?? "the parent");
      if (message === undefined || told.has(message)) continue;
      told.add(message);
      const hint = answer.denied
        ? "register the domain with these nameservers, or remove the zone"
        : undefined;
      if (at === -1) found.atZone(message, hint);
      else found.at(at, "type", message, hint);
    }
    return found.diagnostics;
  },
};

function difference(own: string[], parents: readonly string[], parent: string): string | undefined {
  const missing = without(own, parents);
  const extra = without(parents, own);
  if (missing.length === 0 && extra.length === 0) return undefined;
  const parts: string[] = [];
  if (missing.length > 0) parts.push(`lacks ${listed(missing)}`);
  if (extra.length > 0) parts.push(`has ${listed(extra)} besides`);
  return `the NS set at ${parent} ${parts.join(" and ")}`;
}
