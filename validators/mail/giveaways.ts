/** TXT records that hold what nobody should publish. */
import type { Diagnostic } from "../../src/base/diagnostic.js";
import { rrtype } from "../rrtype.js";
import type { RuleContext } from "../rule-context.js";
import type { ZoneIndex } from "../zone-index.js";

/** Tells what texts look like. Only those that a quick look at their octets does not clear are read. */
export function tellGiveaways(
  context: RuleContext,
  mayBeOne: (zone: ZoneIndex, record: number) => boolean,
  whatIs: (text: string) => string | undefined,
): Diagnostic[] {
  const found = context.collect();
  const { zone } = context;
  for (const rrset of zone.rrsetsOf(rrtype.TXT)) {
    for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
      if (!mayBeOne(zone, record)) continue;
      const what = whatIs(zone.textOf(record));
      if (what === undefined) continue;
      const name = zone.ownerText(zone.ownerOf(rrset));
      found.at(record, "rdata", `the text of ${name} looks like ${what}`);
      if (found.isFull) return found.diagnostics;
    }
  }
  return found.diagnostics;
}
