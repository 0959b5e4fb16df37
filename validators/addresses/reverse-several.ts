import type { Rule } from "../rule.js";
import { ReverseName, reverseFault, reversePointersOf } from "./reverse-name.js";

export const reverseSeveral: Rule = {
  id: "reverse-several",
  severity: "notice",
  sets: ["best-practice"],
  reference: "RFC 1912 §2.1",
  summary: "An address has several PTR records.",
  why: "Most programs use the first that comes, which changes from answer to answer: logs, mail checks and access lists see now this name and now that.",
  hint: "keep the PTR record with the name of the machine",
  judges: "records",
  check(context) {
    const { zone } = context;
    const { names, nameStart } = zone.zone;
    const found = context.collect();
    const name = new ReverseName();
    for (const rrset of reversePointersOf(zone)) {
      const count = zone.recordCount(rrset);
      if (count === 1 || found.isFull) continue;
      const owner = zone.ownerOf(rrset);
      if (name.read(names, nameStart[owner]!) !== reverseFault.none) continue;
      const record = zone.firstRecord(rrset);
      found.at(record, "owner", `${zone.ownerText(owner)} has ${count} PTR records`);
    }
    return found.diagnostics;
  },
};
