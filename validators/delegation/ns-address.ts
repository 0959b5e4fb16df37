import type { Rule } from "../rule.js";
import { eachServer, serverStanding } from "./nameservers.js";

export const nsAddress: Rule = {
  id: "ns-address",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 1034 §4.2.1, RFC 9471 §2.1",
  summary: "A nameserver's name has no address where it must have one.",
  why: "Resolvers that pick this server cannot reach it and try the next; when all are like this, the zone is gone.",
  hint: "add an A or AAAA record for the nameserver",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    eachServer(context, found, serverStanding.unaddressed, (record) => {
      found.at(
        record,
        0,
        `the nameserver ${zone.nameText(record)} has neither an A nor an AAAA record`,
      );
    });
    eachServer(context, found, serverStanding.noGlue, (record, _, delegated) => {
      const name = zone.nameText(record);
      const child = zone.ownerText(delegated);
      found.at(
        record,
        0,
        `the nameserver ${name} is inside ${child}, which it serves, and its address is not here`,
        `add glue to this zone: an A or AAAA record for ${name}`,
      );
    });
    return found.diagnostics;
  },
};
