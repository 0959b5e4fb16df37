import type { Rule } from "../rule.js";
import { changesOf } from "./versions.js";

export const delegationRemoved: Rule = {
  id: "delegation-removed",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 1034 §4.2.1",
  summary: "A delegated zone is delegated no more.",
  why: "Every name of the child zone, which this file does not list, stops existing for the world.",
  hint: "make sure that the child zone is empty, or that its records are here now",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const told = new Set<string>();
    for (const [change, called] of changesOf(context, "delegation")) {
      if (change.after !== null || change.state.after === "delegated") continue;
      if (told.has(change.name)) continue;
      told.add(change.name);
      const servers = change.before?.ns.values.join(", ");
      found.atZone(`${change.name} is delegated no more; ${called} has it at ${servers}`);
    }
    return found.diagnostics;
  },
};
