import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";

const targetOffset = 6;
const numbers = [
  { name: "priority", offset: 0 },
  { name: "weight", offset: 2 },
  { name: "port", offset: 4 },
] as const;

export const srvNoService: Rule = {
  id: "srv-no-service",
  severity: "notice",
  sets: ["strict"],
  reference: "RFC 2782",
  summary: "An SRV record says that there is no service, and how to reach it.",
  why: 'With the target "." the numbers mean nothing; that they are there looks as if a host name had been forgotten.',
  hint: "write SRV 0 0 0 . or name the host",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const rrset of zone.rrsetsOf(rrtype.SRV)) {
      for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
        if (zone.u8(record, targetOffset) !== 0) continue;
        const token = numbers.findIndex(({ offset }) => zone.u16(record, offset) !== 0);
        if (token === -1) continue;
        const { name, offset } = numbers[token]!;
        found.at(
          record,
          token,
          `there is no service, and its ${name} is ${zone.u16(record, offset)}`,
        );
      }
    }
    return found.diagnostics;
  },
};
