import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { tlsaRecordsOf, tlsaToken } from "./tlsa.js";

export const tlsaMail: Rule = {
  id: "tlsa-mail",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 7672 §3.1.3",
  summary: "A TLSA record for a mail server relies on public certificate authorities.",
  why: "Mail servers have no agreed list of authorities, so most treat usage 0 and 1 as unusable: the record protects nothing.",
  hint: "use 3 1 1 with the SHA-256 of the server's public key, or 2 1 1 with that of your own authority",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const { record, usage } of tlsaRecordsOf(zone, rrtype.TLSA)) {
      if (usage > 1) continue;
      const name = zone.ownerText(zone.ownerOf(zone.rrsetOfRecord(record)));
      if (!name.startsWith("_25._tcp.")) continue;
      found.at(record, tlsaToken.usage, `usage ${usage} is of no use for mail between servers`);
    }
    return found.diagnostics;
  },
};
