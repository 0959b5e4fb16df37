import type { Rule } from "../rule.js";
import type { ZoneIndex } from "../zone-index.js";
import { asterisk, usedNames } from "./asterisk.js";

export const wildcardInside: Rule = {
  id: "wildcard-inside",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 4592 §2.1.3",
  summary: "A name has an asterisk that is not its first label.",
  why: "Only a first label stands for other names. Elsewhere an asterisk is a label like any other, and nobody asks for it.",
  hint: "put the records at each name that is meant",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const { nameStart } = zone.zone;
    const names = usedNames(zone);
    let owner = 0;
    for (let at = names.indexOf(asterisk); at !== -1 && !found.isFull; ) {
      owner = ownerAt(zone, at, owner);
      if (hasAsteriskInside(zone, owner)) {
        const name = zone.ownerText(owner);
        found.atOwner(owner, `the asterisk inside ${name} stands for nothing but itself`);
      }
      at = names.indexOf(asterisk, nameStart[owner + 1]);
    }
    return found.diagnostics;
  },
};

/** The owner whose name holds the octet at `at`; `from` or behind it. */
function ownerAt({ zone }: ZoneIndex, at: number, from: number): number {
  let low = from;
  let high = zone.ownerCount - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (zone.nameStart[middle]! <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The apex is as it was given: only labels above the first and below it are looked at. */
function hasAsteriskInside({ zone }: ZoneIndex, owner: number): boolean {
  const { names, nameStart, apex } = zone;
  const end = nameStart[owner + 1]! - apex.length;
  const start = nameStart[owner]!;
  for (let at = start + names[start]! + 1; at < end; at += names[at]! + 1) {
    if (names[at] === 1 && names[at + 1] === asterisk) return true;
  }
  return false;
}
