import type { SteeredRrset } from "../../src/steering/config.js";
import type { Rule } from "../rule.js";
import { servedRrsets } from "../steering-facts.js";

export const steeringSingle: Rule = {
  id: "steering-single",
  severity: "warning",
  sets: ["best-practice"],
  reference: "docs/steering.md",
  summary: "All targets of a steered name share one fate.",
  why: "With a single target, or a single group, there is nothing to fail over to: when it is gone the server can only go on answering with what is dead.",
  hint: "add a target in another group: another rack, another site",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { steering } = context;
    if (steering === undefined) return found.diagnostics;
    for (const [place, rrset] of servedRrsets(steering)) {
      const message = sharedFate(rrset);
      if (message === undefined) continue;
      const { line, column } = steering.place({ rrset: place });
      found.atPlace(steering.file, line, column, `${rrset.owner} ${rrset.type} ${message}`);
    }
    return found.diagnostics;
  },
};

function sharedFate({ targets }: SteeredRrset): string | undefined {
  const able = targets.filter(({ state }) => state !== "down" && state !== "drain");
  const [only] = able;
  if (only === undefined) return undefined;
  if (able.length === 1) return `has one target that may be served, ${only.value}`;
  const { group } = only;
  if (group === null || able.some((target) => target.group !== group)) return undefined;
  return `has all its targets in the group ${group}`;
}
