import { authority } from "../authority.js";
import type { Rule } from "../rule.js";
import { aliasEnd, aliasGraphOf, aliasText } from "./alias-graph.js";

export const cnameTargetMissing: Rule = {
  id: "cname-target-missing",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 1034 §3.6.2",
  summary: "An alias points at a name that does not exist in the zone that should have it.",
  why: "Whoever follows the alias is told that there is nothing. Often the target was renamed or removed, or its final dot is missing.",
  hint: "add the target, correct it, or remove the alias",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const graph = aliasGraphOf(context);
    const { rrsets, next } = graph;
    for (let alias = 0; alias < rrsets.length && !found.isFull; alias++) {
      const end = next[alias]!;
      if (end !== aliasEnd.absent && end !== aliasEnd.empty) continue;
      if (zone.authorityOf(zone.ownerOf(rrsets[alias]!)) !== authority.answered) continue;
      const record = zone.firstRecord(rrsets[alias]!);
      const lacks = end === aliasEnd.absent ? "which does not exist" : "which has no records";
      const name = aliasText(zone, graph, alias);
      found.at(record, 0, `${name} is an alias of ${zone.nameText(record)}, ${lacks}`);
    }
    return found.diagnostics;
  },
};
