import type { Rule } from "../rule.js";
import { addressesAt } from "./address-set.js";
import { gluePairsOf } from "./children.js";

export const parentGlue: Rule = {
  id: "parent-glue",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 1034 §4.2.2",
  summary: "Glue gives a nameserver an address that its own zone does not.",
  why: "Resolvers come here first and are sent to the wrong machine. It may be switched off, or by now belong to somebody else, who then answers for the zone.",
  hint: "make the glue equal to the address records in the nameserver's own zone",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const { glue, home, own } of gluePairsOf(context)) {
      const right = own === -1 ? undefined : addressesAt(home, own);
      for (const [address, record] of addressesAt(zone, glue)) {
        if (right?.has(address)) continue;
        const name = zone.ownerText(glue);
        const said =
          right === undefined || right.size === 0
            ? "where it has no address"
            : `where it has ${[...right.keys()].slice(0, 4).join(", ")}`;
        found.at(
          record,
          0,
          `the glue of ${name} is ${address}, which differs from the zone ${home.apexText}, ${said}`,
        );
      }
    }
    return found.diagnostics;
  },
};
