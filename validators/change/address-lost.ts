import type { NameChange } from "../../src/diff/change.js";
import type { Rule } from "../rule.js";
import { changesSince, firstFew, otherVersions } from "./versions.js";

export const addressLost: Rule = {
  id: "address-lost",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 1034 §3.6",
  summary: "Names that had addresses have none.",
  why: "Whoever connects to them gets an error as soon as the old answer has left the caches.",
  hint: "see that nothing uses these names; their TTL says how long the old answers live on",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const told = new Set<string>();
    for (const version of otherVersions(context)) {
      const lost: NameChange[] = [];
      const { changes, isComplete } = changesSince(version, context);
      for (const change of changes) {
        if (change.kind !== "name" || change.names !== "one" || !losesAddress(change)) continue;
        if (told.has(change.name)) continue;
        told.add(change.name);
        lost.push(change);
      }
      if (lost.length === 0) continue;
      const aliases = lost.reduce((sum, change) => sum + change.aliases, 0);
      const names = firstFew(lost.map(({ name }) => name));
      const through = aliases === 0 ? "" : ` (${aliases} aliases lead there)`;
      const what =
        lost.length === 1
          ? `${names} has addresses in ${version.called} and none now`
          : `${isComplete ? "" : "at least "}${lost.length} names that have addresses in ${version.called} have none now: ${names}`;
      found.atZone(what + through);
    }
    return found.diagnostics;
  },
};

/** A name that became an alias has the addresses of its target, one that is delegated its own. */
function losesAddress({ rrsets, before, after }: NameChange): boolean {
  if (after.state !== "absent" && after.state !== "present") return false;
  if (before.wildcard !== null) return false;
  const addresses = rrsets.filter(({ type }) => type === "A" || type === "AAAA");
  return (
    addresses.some((rrset) => rrset.before !== null) &&
    addresses.every((rrset) => rrset.after === null)
  );
}
