import type { Rule } from "../rule.js";
import { aliasEnd, aliasGraphOf, aliasText } from "./alias-graph.js";

export const cnameLoop: Rule = {
  id: "cname-loop",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 1034 §3.6.2",
  summary: "A chain of CNAME records leads back into itself.",
  why: "No address is ever reached: resolvers give up with SERVFAIL, and whoever asks sees an outage.",
  hint: "point one of the aliases at a name that has the data",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const graph = aliasGraphOf(context);
    const { rrsets, next, loop } = graph;
    for (let alias = 0; alias < rrsets.length && !found.isFull; alias++) {
      const entry = loop[alias]!;
      if (entry === -1) continue;
      const name = aliasText(zone, graph, alias);
      const what =
        next[alias] === aliasEnd.never
          ? "leads on and on, and never to data"
          : entry === alias
            ? "leads back to itself"
            : `leads into the loop at ${aliasText(zone, graph, entry)}`;
      found.at(zone.firstRecord(rrsets[alias]!), 0, `the alias ${name} ${what}`);
    }
    return found.diagnostics;
  },
};
