import type { Rule } from "../rule.js";
import { askedServers } from "./live-servers.js";
import { listed, nsRecord } from "./live-zone.js";

export const liveAgreement: Rule = {
  id: "live-agreement",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 1034 §4.3.5",
  summary: "The nameservers do not agree: they have different serials or different NS sets.",
  why: "Which answer somebody gets depends on the server that is asked; after an hour it is no longer a transfer under way.",
  hint: "see why transfers fail, or wait until they are through",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const at = nsRecord(context.zone);
    const answering = askedServers(context).filter(({ serial }) => serial !== null);
    const serials = groups(answering.map((server) => [String(server.serial), server.address]));
    if (serials.length > 1) {
      const each = serials.map(([serial, servers]) => `${serial} at ${listed(servers)}`);
      found.at(at, "type", `different serials are served: ${listed(each)}`);
    }
    const sets = groups(answering.map(({ ns, address }) => [[...ns].sort().join(" "), address]));
    if (sets.length > 1) {
      const each = sets.map(([set, servers]) => `${set || "none"} at ${listed(servers)}`);
      found.at(at, "type", `different NS sets are served: ${listed(each)}`);
    }
    return found.diagnostics;
  },
};

function groups(pairs: readonly (readonly [string, string])[]): [string, string[]][] {
  const byKey = new Map<string, string[]>();
  for (const [key, member] of pairs) byKey.set(key, [...(byKey.get(key) ?? []), member]);
  return [...byKey];
}
