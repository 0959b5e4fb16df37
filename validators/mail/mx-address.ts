import type { Rule } from "../rule.js";
import { isAddressLiteral, targetStanding } from "../targets.js";
import { mailServersWith } from "./mail-servers.js";

export const mxAddress: Rule = {
  id: "mx-address",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 5321 §5.1",
  summary: "An MX record names a host that has no address in the zones here.",
  why: "Mail for the domain waits in the sender's queue, and is returned after days.",
  hint: "add an A or AAAA record for the host, or correct its name",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const { absent, unaddressed } = targetStanding;
    for (const record of mailServersWith(context, absent)) {
      // mx-literal tells that.
      if (isAddressLiteral(zone.zone.rdata, zone.rdataStart(record) + 2)) continue;
      found.at(record, 1, `the mail server ${zone.nameText(record, 2)} does not exist`);
    }
    for (const record of mailServersWith(context, unaddressed)) {
      found.at(record, 1, `the mail server ${zone.nameText(record, 2)} has no address`);
    }
    return found.diagnostics;
  },
};
