import type { NameChange, RrsetChange } from "../../src/diff/change.js";
import { isSubdomain } from "../../src/dns/name.js";
import { nameFromText } from "../../src/dns/name-text.js";
import type { Rule } from "../rule.js";
import type { ZoneIndex } from "../zone-index.js";
import { changesOf, firstFew } from "./versions.js";

export const wildcardShadow: Rule = {
  id: "wildcard-shadow",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 4592 §2.2",
  summary: "A new wildcard answers for names that did not exist, or a new name stops one.",
  why: "A wildcard answers only for names that do not exist at all: one record more, at a name or below it, and what the wildcard answered there is gone.",
  hint: "write the wildcard's records at the name too, or take the name away",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const told = new Set<string>();
    for (const [change, called] of changesOf(context, "name")) {
      if (found.isFull) break;
      const key = `${change.names} ${change.name}`;
      if (told.has(key)) continue;
      const { before, after } = change;
      const isNewWildcard =
        change.names === "others" && before.state === "absent" && after.wildcard !== null;
      const lost = change.names === "one" && before.wildcard !== null ? typesLost(change) : [];
      if (isNewWildcard) {
        const types = change.rrsets.map(({ type }) => type);
        const what = types.length === 0 ? "exist" : `have ${firstFew(types)}`;
        const message = `all names below ${change.name} that are not in the zone ${what} now; in ${called} they do not exist`;
        found.atOwner(ownerAtOrBelow(zone, after.wildcard), message, forNewWildcard);
      } else if (lost.length > 0) {
        const message = `${change.name} had ${firstFew(lost)} from ${before.wildcard} in ${called}; now that the name exists, it has not`;
        found.atOwner(ownerAtOrBelow(zone, change.name), message);
      } else continue;
      told.add(key);
    }
    return found.diagnostics;
  },
};

const forNewWildcard =
  "write down the names that are meant, if a misspelt one should stay without an answer";

/** Types that the wildcard answered and the name itself does not. */
function typesLost({ rrsets, after }: NameChange): string[] {
  if (after.wildcard !== null || after.state !== "present") return [];
  const isLost = ({ before, after: now }: RrsetChange) => before !== null && now === null;
  return rrsets.filter(isLost).map(({ type }) => type);
}

/** The owner of that name, or the first one below, which makes it exist. */
function ownerAtOrBelow({ zone }: ZoneIndex, text: string): number {
  const name = nameFromText(text)!;
  const exact = zone.findOwner(name, 0, name.length);
  if (exact !== -1) return exact;
  const { names, nameStart } = zone;
  for (let owner = 1; owner < zone.ownerCount; owner++) {
    const end = nameStart[owner + 1]!;
    if (isSubdomain(names, nameStart[owner]!, end, name, 0, name.length)) return owner;
  }
  return 0;
}
