import type { NameChange } from "../../src/diff/change.js";
import type { Rule } from "../rule.js";
import { changesOf } from "./versions.js";

export const wildcardRemoved: Rule = {
  id: "wildcard-removed",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 4592 §2.1",
  summary: "A wildcard that answered for every other name is gone.",
  why: "All names that lived from it, which no file lists, are NXDOMAIN from now on.",
  hint: "keep the wildcard until logs show that nobody asks for names it answers, or write those names down",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const told = new Set<string>();
    for (const [change, called] of changesOf(context, "name")) {
      if (!isRemoval(change) || told.has(change.name)) continue;
      told.add(change.name);
      const types = change.rrsets.map(({ type }) => type).join(", ");
      found.atZone(
        `${change.before.wildcard} (${types}) of ${called} is gone: names below ${change.name} that are not in the zone stop existing`,
      );
    }
    return found.diagnostics;
  },
};

/** Names that the wildcard right beside them answered for are nothing now. */
function isRemoval({ names, name, before, after }: NameChange): boolean {
  const wildcard = name === "." ? "*." : `*.${name}`;
  return names === "others" && before.wildcard === wildcard && after.state === "absent";
}
