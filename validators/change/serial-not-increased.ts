import type { Rule } from "../rule.js";
import { isChangedSince, orderOf, serialOrder, serialPlace } from "./serial-order.js";
import { isTakenTwice } from "./serial-unchanged-merge.js";
import { otherVersions } from "./versions.js";

export const serialNotIncreased: Rule = {
  id: "serial-not-increased",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 1034 §4.3.5",
  summary: "The zone has other records than another version of it, and the same serial.",
  why: "Secondaries compare serials before they fetch a zone: they keep the old records, and which answer a client gets depends on the server it asks.",
  hint: "raise the serial in the SOA record",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const serial = context.zone.zone.serial;
    const same = otherVersions(context).filter(
      (version) =>
        orderOf(version.index.zone.serial, serial) === serialOrder.same &&
        isChangedSince(version, context) &&
        !isTakenTwice(version, context),
    );
    if (same.length === 0) return found.diagnostics;
    const { record, part } = serialPlace(context);
    const who = same.map(({ called }) => called).join(" and ");
    const has = same.length === 1 ? "has" : "have";
    found.at(record, part, `the records are changed, and ${who} ${has} the serial ${serial} too`);
    return found.diagnostics;
  },
};
