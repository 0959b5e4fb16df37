import type { Rule } from "../rule.js";
import { askedServers } from "./live-servers.js";

export const liveUnreachable: Rule = {
  id: "live-unreachable",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 2182 §3.1",
  summary: "A nameserver has no address, or does not answer over UDP or TCP.",
  why: "It is a server in name only. One that lacks TCP fails whenever an answer does not fit into UDP (RFC 7766 §5).",
  hint: "mend the server or its firewall, or take it out of the NS sets",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { live } = context.around;
    for (const { name, fault } of live?.unresolved ?? []) {
      found.atZone(`the nameserver ${name} has no address: ${fault}`);
    }
    for (const { name, address, fault, tcpFault, record } of askedServers(context)) {
      if (fault?.startsWith("no response") === true) {
        found.at(record, 0, `${name} (${address}) does not answer over UDP: ${fault}`);
      } else if (tcpFault !== null) {
        found.at(record, 0, `${name} (${address}) does not answer over TCP: ${tcpFault}`);
      }
    }
    return found.diagnostics;
  },
};
