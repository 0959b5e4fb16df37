import { addToSerial } from "../../src/zone/serial.js";
import type { Rule } from "../rule.js";
import { orderOf, serialOrder, serialPlace } from "./serial-order.js";
import { otherVersions } from "./versions.js";

/** RFC 1982 §3.1: the most that may be added to a serial at once. */
const stepMax = 0x7fff_ffff;

export const serialJump: Rule = {
  id: "serial-jump",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 1982 §3.1",
  summary: "The serial is so much greater than before that secondaries take it for older.",
  why: "Serials go round in a circle of 2^32: one that is more than 2147483647 ahead is behind, and no secondary fetches the zone.",
  hint: "raise the serial by less than 2147483648",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { serial } = context.zone.zone;
    for (const { index, called } of otherVersions(context)) {
      const before = index.zone.serial;
      if (orderOf(before, serial) !== serialOrder.jumped) continue;
      const { record, part } = serialPlace(context);
      const message = `the serial jumps by ${serial - before}, from ${before} in ${called} to ${serial}`;
      const hint = `to come to ${serial}, go to ${addToSerial(before, stepMax)} first and let every secondary fetch it`;
      found.at(record, part, message, hint);
      break;
    }
    return found.diagnostics;
  },
};
