import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import { followName } from "./alias-walk.js";

/** A label that nobody has: what holds of the name below it holds of nearly all below the DNAME. */
const anyLabel = Uint8Array.of(1, 0);

export const dnameLoop: Rule = {
  id: "dname-loop",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 6672 §2.2",
  summary: "Names below a DNAME are redirected in a circle, or to ever longer names.",
  why: "No name below it ever leads to data: resolvers give up with SERVFAIL.",
  hint: "point the DNAME at a name that is not below itself and does not lead back",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone, finder } = context;
    for (const rrset of zone.rrsetsOf(rrtype.DNAME)) {
      if (found.isFull) break;
      const owner = zone.ownerOf(rrset);
      const { names, nameStart } = zone.zone;
      const name = new Uint8Array(2 + nameStart[owner + 1]! - nameStart[owner]!);
      name.set(anyLabel);
      name.set(names.subarray(nameStart[owner], nameStart[owner + 1]), anyLabel.length);
      if (followName(finder, name).end !== "never") continue;
      const message = `names below ${zone.ownerText(owner)} are redirected without end`;
      found.at(zone.firstRecord(rrset), 0, message);
    }
    return found.diagnostics;
  },
};
