import type { Rule } from "../rule.js";
import { eachServer, nameserversOf, serverStanding } from "./nameservers.js";

export const siblingGlue: Rule = {
  id: "sibling-glue",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 9471 §2.2",
  summary: "A nameserver is in another delegated zone, and its address is not here as glue.",
  why: "Resolvers must follow the other delegation before they can use this one. They are slower for it, and fail when two zones wait for each other.",
  hint: "add the address of the nameserver as glue, beside the other delegation",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    eachServer(context, found, serverStanding.noSiblingGlue, (record, i) => {
      const cut = zone.ownerText(nameserversOf(context).owner(i));
      const name = zone.nameText(record);
      found.at(
        record,
        0,
        `the nameserver ${name} is below the zone cut ${cut} and has no glue here`,
      );
    });
    return found.diagnostics;
  },
};
