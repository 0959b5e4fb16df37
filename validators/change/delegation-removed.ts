import type { Rule } from "../rule.js";
import { changesSince, otherVersions } from "./versions.js";

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
    for (const version of otherVersions(context)) {
      for (const change of changesSince(version, context).changes) {
        if (change.kind !== "delegation" || change.after !== null) continue;
        if (change.state.after === "delegated" || told.has(change.name)) continue;
        told.add(change.name);
        const servers = change.before?.ns.values.join(", ");
        found.atZone(`${change.name} is delegated no more; ${version.called} has it at ${servers}`);
      }
    }
    return found.diagnostics;
  },
};
