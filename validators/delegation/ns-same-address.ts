import type { Rule } from "../rule.js";
import { nameserversOf } from "./nameservers.js";
import { ServerAddresses } from "./server-addresses.js";

export const nsSameAddress: Rule = {
  id: "ns-same-address",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 2182 §3.1",
  summary: "Two nameservers of a zone have the same address.",
  why: "They are one server with two names: when it fails, both are gone, and resolvers ask it twice before they give up.",
  hint: "give the second name the address of another machine, or remove it from the NS records",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const servers = nameserversOf(context);
    const addresses = new ServerAddresses(servers);
    for (let k = 0; k < servers.sets.length && !found.isFull; k++) {
      addresses.read(k);
      const told = new Set<number>();
      for (let b = 1; b < addresses.count; b++) {
        if (told.has(addresses.server[b]!)) continue;
        for (let a = 0; a < b; a++) {
          const [one, other] = [addresses.server[a]!, addresses.server[b]!];
          if (one === other || !addresses.same(a, b, addresses.isV6(b) ? 16 : 4)) continue;
          const record = servers.record(k, other);
          const first = zone.nameText(servers.record(k, one));
          const text = addresses.text(b);
          found.at(
            record,
            0,
            `${zone.nameText(record)} has the address ${text}, and so has ${first}`,
          );
          told.add(other);
          break;
        }
      }
    }
    return found.diagnostics;
  },
};
