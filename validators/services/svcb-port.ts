import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { serviceBindingsOf, svcKey } from "./service-binding.js";

/**
 * Ports that browsers refuse, whatever they are told: WHATWG Fetch, "Port blocking", with 4190 and
 * 6679, the last two that were added (whatwg/fetch#1663).
 */
const refused = new Set([
  ...[1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95],
  ...[101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179],
  ...[389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601],
  ...[636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566],
  ...[6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080],
]);

export const svcbPort: Rule = {
  id: "svcb-port",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 9460 §7.2",
  summary: "An SVCB or HTTPS record sends clients to a port that they cannot connect to.",
  why: "Nothing listens on port 0, and browsers refuse ports of other protocols, so whoever follows the record gets an error page.",
  hint: "write the port that the server listens on, or leave it out for the usual one",
  judges: "records",
  check(context) {
    const found = context.collect();
    for (const binding of serviceBindingsOf(context.zone)) {
      const value = binding.isAlias ? undefined : binding.parameter(svcKey.port);
      if (value === undefined) continue;
      const port = (value[0]! << 8) | value[1]!;
      if (port === 0) {
        found.at(binding.record, "port=", "nothing can listen on port 0");
      } else if (binding.type === rrtype.HTTPS && refused.has(port)) {
        found.at(binding.record, "port=", `browsers refuse to connect to port ${port}`);
      }
    }
    return found.diagnostics;
  },
};
