import type { RrsetValue } from "../../src/diff/change.js";
import { nameFromText } from "../../src/dns/name-text.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { changesOf } from "./versions.js";

export const dsChanged: Rule = {
  id: "ds-changed",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 6781 §4.1.2",
  summary: "The DS records of a delegated zone are not what they were.",
  why: "Validating resolvers take the child zone for forged unless one of these digests is that of a key it signs with.",
  hint: "keep the old DS until the child has the new key and its TTL has passed",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const told = new Set<string>();
    for (const [change, called] of changesOf(context, "delegation")) {
      if (change.before === null || change.after === null) continue;
      const before = tagsOf(change.ds.before);
      const after = tagsOf(change.ds.after);
      if (before === after || told.has(change.name)) continue;
      told.add(change.name);
      const name = nameFromText(change.name)!;
      const rrset = zone.rrset(zone.zone.findOwner(name, 0, name.length), rrtype.DS);
      const message = `${change.name} has ${after}; in ${called} it has ${before}`;
      if (rrset === -1) found.atZone(message);
      else found.at(zone.firstRecord(rrset), "owner", message);
    }
    return found.diagnostics;
  },
};

/** Key tags, algorithms and digest types; the digests are too long to be compared by eye. */
function tagsOf(ds: RrsetValue | null): string {
  if (ds === null) return "no DS";
  return ds.values
    .map((value) => {
      const [tag, algorithm, digestType, digest = ""] = value.split(" ");
      return `DS ${tag} ${algorithm} ${digestType} ${digest.slice(0, 8)}…`;
    })
    .join(", ");
}
