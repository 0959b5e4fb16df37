/** Targets of MX that cannot take mail, looked up once for all rules that speak of them. */
import { limits } from "../../src/base/limits.js";
import { rrtype } from "../rrtype.js";
import type { RuleContext, Surroundings } from "../rule-context.js";
import { type TargetStanding, targetStanding, targetStandingOf } from "../targets.js";

const { addressed, elsewhere, delegated, root } = targetStanding;
const fine: readonly TargetStanding[] = [addressed, elsewhere, delegated, root];
const known = new WeakMap<Surroundings, Map<TargetStanding, number[]>>();

/** MX records whose targets have one of these standings; no more of each than are shown. */
export function mailServersWith(context: RuleContext, ...standings: TargetStanding[]): number[] {
  let bad = known.get(context.around);
  if (bad === undefined) {
    bad = lookUpAll(context);
    known.set(context.around, bad);
  }
  const records = standings.flatMap((standing) => bad.get(standing) ?? []);
  return records.sort((a, b) => a - b);
}

function lookUpAll({ zone, finder }: RuleContext): Map<TargetStanding, number[]> {
  const bad = new Map<TargetStanding, number[]>();
  for (const rrset of zone.rrsetsOf(rrtype.MX)) {
    for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
      const at = zone.rdataStart(record) + 2;
      const standing = targetStandingOf(finder, zone.zone.rdata, at);
      if (fine.includes(standing)) continue;
      const records = bad.get(standing) ?? [];
      if (records.length <= limits.diagnosticsPerZoneMax) records.push(record);
      bad.set(standing, records);
    }
  }
  return bad;
}
