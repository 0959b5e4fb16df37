import type { Rule } from "../rule.js";
import { nameserversOf, serverStanding } from "./nameservers.js";

export const providerDiversity: Rule = {
  id: "provider-diversity",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 2182 §3.1",
  summary: "The zone's nameservers are spread over fewer DNS providers than this site wants.",
  why: "Providers fail as a whole: by an attack, a bad release, an unpaid bill. A zone with servers of two stays up.",
  hint: "add nameservers of another provider",
  judges: "records",
  check(context) {
    const { providers, providersMin } = context.options;
    const suffixes = Object.entries(providers);
    if (suffixes.length === 0) return [];
    const found = context.collect();
    const { zone } = context;
    const servers = nameserversOf(context);
    const k = servers.sets.findIndex((_, set) => servers.delegated(set) === 0);
    if (k === -1) return [];
    const used = new Set<string>();
    for (let i = servers.first[k]!; i < servers.first[k + 1]!; i++) {
      if (servers.standing(i) === serverStanding.root) continue;
      const name = zone.nameText(servers.record(k, i)).toLowerCase();
      const provider = suffixes.find(([, ends]) => ends.some((end) => isUnder(name, end)));
      // Servers that nobody listed are taken for one provider: the site's own.
      used.add(provider?.[0] ?? "others");
    }
    if (used.size === 0 || used.size >= providersMin) return [];
    const whose = [...used].join(", ");
    found.at(
      servers.record(k, servers.first[k]!),
      0,
      `the nameservers of ${zone.apexText} are with ${used.size} provider${used.size === 1 ? "" : "s"} (${whose}), not with ${providersMin}`,
    );
    return found.diagnostics;
  },
};

function isUnder(name: string, suffix: string): boolean {
  return name === suffix || name.endsWith(suffix.startsWith(".") ? suffix : `.${suffix}`);
}
