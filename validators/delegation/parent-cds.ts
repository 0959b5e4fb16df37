import { rdataText } from "../../src/zone/record-view.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";
import type { ZoneIndex } from "../zone-index.js";
import { childrenOf } from "./children.js";

/** What a CDS record says when the zone wants no DS any more (RFC 8078 §4). */
const remove = "0 0 0 00";

export const parentCds: Rule = {
  id: "parent-cds",
  severity: "notice",
  sets: ["best-practice"],
  reference: "RFC 7344 §4.1",
  summary: "A delegated zone asks by CDS for other DS records than the delegation has.",
  why: "Its keys are being changed and wait for the parent. Until the DS records follow, the change cannot be finished; if a key is dropped before, the zone is taken for forged.",
  hint: "make the DS records equal to the CDS records of the zone",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const child of childrenOf(context)) {
      const wanted = child.zone.rrset(0, rrtype.CDS);
      if (wanted === -1) continue;
      const asked = texts(child.zone, wanted);
      if (asked.delete(remove)) asked.clear();
      const ds = zone.rrset(child.cut, rrtype.DS);
      const given = ds === -1 ? new Set<string>() : texts(zone, ds);
      if (asked.size === given.size && [...asked].every((text) => given.has(text))) continue;
      const record = zone.firstRecord(ds === -1 ? child.rrset : ds);
      const { apexText } = child.zone;
      found.at(
        record,
        "owner",
        `the CDS records of ${apexText} ask for ${asked.size === 0 ? "no DS records" : "other DS records than these"}`,
      );
    }
    return found.diagnostics;
  },
};

function texts(zone: ZoneIndex, rrset: number): Set<string> {
  const found = new Set<string>();
  for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
    found.add(rdataText(zone.zone, rrset, record).toLowerCase());
  }
  return found;
}
