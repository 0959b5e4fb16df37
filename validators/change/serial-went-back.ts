import type { Rule } from "../rule.js";
import { orderOf, serialOrder, serialPlace } from "./serial-order.js";
import { otherVersions } from "./versions.js";

export const serialWentBack: Rule = {
  id: "serial-went-back",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 1982 §3.2",
  summary: "The serial is older than that of another version of the zone.",
  why: "Secondaries hold the newer serial and fetch nothing until this one has passed it: they go on answering with old records.",
  hint: "set the serial to a greater one",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { serial } = context.zone.zone;
    const older = otherVersions(context).filter(
      ({ index }) => orderOf(index.zone.serial, serial) === serialOrder.wentBack,
    );
    if (older.length === 0) return found.diagnostics;
    const { record, part } = serialPlace(context);
    const who = older.map(({ called, index }) => `${called} has ${index.zone.serial}`).join(", ");
    const newest = Math.max(...older.map(({ index }) => index.zone.serial));
    const hint = `set the serial to ${(newest + 1) >>> 0} or a greater one`;
    found.at(record, part, `the serial ${serial} is older than before: ${who}`, hint);
    return found.diagnostics;
  },
};
