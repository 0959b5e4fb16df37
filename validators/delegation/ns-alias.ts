import type { Rule } from "../rule.js";
import { eachServer, nameserversOf, serverStanding } from "./nameservers.js";

export const nsAlias: Rule = {
  id: "ns-alias",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 2181 §10.3",
  summary: "A nameserver's name is an alias.",
  why: "Resolvers may refuse to follow the alias, and then this server does not count: the zone is up for some and down for others.",
  hint: "name the server by a name that has the A and AAAA records itself",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    eachServer(context, found, serverStanding.alias, (record) => {
      found.at(record, 0, `the nameserver ${zone.nameText(record)} is an alias (CNAME)`);
    });
    eachServer(context, found, serverStanding.belowDname, (record, i) => {
      const servers = nameserversOf(context);
      const dname = servers.home(i)?.ownerText(servers.owner(i));
      found.at(
        record,
        0,
        `the nameserver ${zone.nameText(record)} is an alias: ${dname} has a DNAME record`,
      );
    });
    return found.diagnostics;
  },
};
