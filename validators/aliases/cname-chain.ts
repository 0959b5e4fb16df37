import type { Rule } from "../rule.js";
import { aliasGraphOf, aliasText } from "./alias-graph.js";

export const cnameChain: Rule = {
  id: "cname-chain",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 1034 §3.6.2",
  summary: "An alias leads to data only after many other aliases.",
  why: "Every step may cost a resolver a query, and resolvers give up on long chains: some after eight steps, some after sixteen.",
  hint: "point the alias at the name that has the data",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone, options } = context;
    const graph = aliasGraphOf(context);
    const { rrsets, steps } = graph;
    for (let alias = 0; alias < rrsets.length && !found.isFull; alias++) {
      if (steps[alias]! <= options.cnameStepsMax) continue;
      const name = aliasText(zone, graph, alias);
      const message = `${name} takes ${steps[alias]} aliases to its end; at most ${options.cnameStepsMax} are wanted`;
      found.at(zone.firstRecord(rrsets[alias]!), 0, message);
    }
    return found.diagnostics;
  },
};
