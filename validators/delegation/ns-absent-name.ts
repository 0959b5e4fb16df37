import type { Rule } from "../rule.js";
import { eachServer, serverStanding } from "./nameservers.js";

export const nsAbsentName: Rule = {
  id: "ns-absent-name",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 1912 §2.8",
  summary: "A nameserver's name does not exist in the zone that it belongs to.",
  why: "A server that nobody can find answers nothing; resolvers lose time on it, and with the last good one the zone is gone.",
  hint: "add an address record for the name, or correct it; a name without a final dot gets the origin appended",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    eachServer(context, found, serverStanding.absent, (record) => {
      found.at(record, 0, `the nameserver ${zone.nameText(record)} does not exist`);
    });
    return found.diagnostics;
  },
};
