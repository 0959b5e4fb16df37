import { limits } from "../../src/base/limits.js";
import { typeName } from "../../src/dns/rr/type-code.js";
import { MessageBuilder } from "../../src/image/message-builder.js";
import type { Rule } from "../rule.js";
import type { ZoneIndex } from "../zone-index.js";

/** Of a record in a message: a pointer to its owner, type, class, TTL, length (RFC 1035 §3.2.1). */
const headBytes = 12;

export const rrsetTooLarge: Rule = {
  id: "rrset-too-large",
  severity: "error",
  sets: ["load"],
  reference: "RFC 1035 §4.2.2",
  summary: "An RRset does not fit into a message of 65,535 octets.",
  why: "RRsets are answered whole or not at all, so nobody can ever get this one.",
  hint: "split it over several names",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const { rrsetCount } = zone.zone;
    for (let rrset = 0; rrset < rrsetCount; rrset++) {
      const first = zone.firstRecord(rrset);
      const end = zone.endRecord(rrset);
      const bytes = zone.rdataStart(end) - zone.rdataStart(first) + (end - first) * headBytes;
      // Compression only shortens: nearly all are seen to fit without a message being made.
      if (bytes < limits.messageBytesMax - 2 * limits.nameBytesMax) continue;
      if (fits(zone, rrset)) continue;
      const type = typeName(zone.zone.rrsetType[rrset]!);
      const name = zone.ownerText(zone.ownerOf(rrset));
      found.at(first, "owner", `the ${end - first} ${type} records of ${name} fit into no message`);
    }
    return found.diagnostics;
  },
};

function fits(index: ZoneIndex, rrset: number): boolean {
  const { names, nameStart, rrsetTtl } = index.zone;
  const owner = index.ownerOf(rrset);
  const start = nameStart[owner]!;
  const message = new MessageBuilder();
  message.start(names, start, nameStart[owner + 1]! - start, false);
  message.questionRrset(index.zone, rrset, rrsetTtl[rrset]!);
  return !message.overflow;
}
