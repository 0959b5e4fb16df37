import type { Rule } from "../rule.js";
import { addressesAt } from "./address-set.js";
import { gluePairsOf } from "./children.js";

export const glueIncomplete: Rule = {
  id: "glue-incomplete",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 1034 §4.2.2",
  summary: "A nameserver has an address in its own zone that its glue lacks.",
  why: "Resolvers that have just begun know the glue only, so a client with the other family of addresses cannot start, and one address less is there in an outage.",
  hint: "add the address to the glue",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const { glue, home, own } of gluePairsOf(context)) {
      if (own === -1) continue;
      const known = addressesAt(zone, glue);
      for (const address of addressesAt(home, own).keys()) {
        if (known.has(address)) continue;
        const name = zone.ownerText(glue);
        found.atOwner(
          glue,
          `${name} also has ${address} in ${home.apexText}, which is no glue here`,
        );
      }
    }
    return found.diagnostics;
  },
};
