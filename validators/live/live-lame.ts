import type { Rule } from "../rule.js";
import { askedServers } from "./live-servers.js";

export const liveLame: Rule = {
  id: "live-lame",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 1912 §2.8",
  summary: "A nameserver that the zone is delegated to does not have it.",
  why: "Each resolver that picks this server loses time, or fails; with one server left nobody notices until that one is down.",
  hint: "load the zone there, or take the server out of the NS sets",
  judges: "zone",
  check(context) {
    const found = context.collect();
    for (const { name, address, fault, authoritative, serial, record } of askedServers(context)) {
      if (fault?.startsWith("no response") === true) continue;
      const what =
        fault ?? (serial === null ? "no SOA in its answer" : "an answer without authority");
      if (fault === null && authoritative && serial !== null) continue;
      found.at(record, 0, `${name} (${address}) does not have ${context.zone.apexText}: ${what}`);
    }
    return found.diagnostics;
  },
};
