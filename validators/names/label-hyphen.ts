import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { ZoneIndex } from "../zone-index.js";
import { ownersWith, trait } from "./owner-traits.js";

export const labelHyphen: Rule = {
  id: "label-hyphen",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 952, RFC 1123 §2.1",
  summary: "A label of a host's name starts or ends with a hyphen.",
  why: "It is no host name: programs that check refuse it, and certificate authorities issue nothing for it.",
  hint: "remove the hyphen at the edge of the label",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const owner of ownersWith(context, trait.edgeHyphen)) {
      if (found.isFull) break;
      if (!isHost(zone, owner)) continue;
      const name = zone.ownerText(owner);
      found.atOwner(owner, `${name} has a label with a hyphen at its edge`);
    }
    return found.diagnostics;
  },
};

/** Whether people and programs would use the name to connect somewhere. */
export function isHost(zone: ZoneIndex, owner: number): boolean {
  for (const type of [rrtype.A, rrtype.AAAA, rrtype.CNAME, rrtype.MX, rrtype.NS]) {
    if (zone.has(owner, type)) return true;
  }
  return false;
}
