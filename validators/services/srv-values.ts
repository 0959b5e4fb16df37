import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";

const token = { priority: 0, port: 2, target: 3 } as const;
const targetOffset = 6;

export const srvValues: Rule = {
  id: "srv-values",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 2782",
  summary:
    "An SRV record offers port 0, or says both that there is a service and that there is none.",
  why: 'Nothing can be reached on port 0; and the target "." means no service at all, so clients may give up though another record offers one.',
  hint: "write the port that the server listens on; keep SRV 0 0 0 . alone",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const rrset of zone.rrsetsOf(rrtype.SRV)) {
      for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
        const isNone = zone.u8(record, targetOffset) === 0;
        const port = zone.u16(record, 4);
        if (!isNone && port === 0) {
          found.at(record, token.port, "nothing can be reached on port 0");
        }
        if (isNone && zone.recordCount(rrset) > 1) {
          found.at(
            record,
            token.target,
            "this says that there is no service, beside records of one",
          );
        }
      }
    }
    return found.diagnostics;
  },
};
