import type { Rule } from "../rule.js";
import { eachServer, serverStanding } from "./nameservers.js";

export const nsLiteral: Rule = {
  id: "ns-literal",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 1035 §3.3.11",
  summary: "An address is written where an NS record needs a name.",
  why: "An NS record holds a name, so the address is read as one, with the origin behind it. Nobody has such a name, and this server is never asked.",
  hint: "give the server a name with an A or AAAA record, and write that name here",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    eachServer(context, found, serverStanding.literal, (record) => {
      found.at(record, 0, `the nameserver ${zone.nameText(record)} is an address read as a name`);
    });
    return found.diagnostics;
  },
};
