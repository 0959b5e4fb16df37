import { typeName } from "../../src/dns/rr/registry.js";
import { typesOfBitmap } from "../../src/dnssec/type-bitmap.js";
import { isNewerSerial } from "../../src/zone/serial.js";
import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";

/** RFC 7477 §2.1.1.2: "immediate" and "soaminimum". */
const knownFlags = 0x0003;
const soaMinimumFlag = 0x0002;
/** RFC 7477 §3.2: what a parent can be asked to copy. */
const copied: ReadonlySet<number> = new Set([rrtype.NS, rrtype.A, rrtype.AAAA]);

export const csync: Rule = {
  id: "csync",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 7477 §2.1, §3.2",
  summary: "A CSYNC record asks the parent for what it will not do.",
  why: "The parent ignores the whole record, and its NS and glue records stay what they were.",
  hint: "write: @ CSYNC <serial> 3 NS A AAAA",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const rrset of zone.rrsetsOf(rrtype.CSYNC)) {
      const owner = zone.ownerOf(rrset);
      const name = zone.ownerText(owner);
      const record = zone.firstRecord(rrset);
      if (owner !== 0) {
        found.at(record, "owner", `${name} has a CSYNC record; only the apex may`);
        continue;
      }
      if (zone.recordCount(rrset) > 1) {
        found.at(record + 1, "owner", `${name} has more than one CSYNC record`);
      }
      const flags = zone.u16(record, 4);
      if ((flags & ~knownFlags) !== 0) {
        found.at(record, 1, `the CSYNC record of ${name} has flags ${flags}; known are 0 to 3`);
      }
      const serial = zone.u32(record, 0);
      if ((flags & soaMinimumFlag) !== 0 && isNewerSerial(serial, zone.zone.serial)) {
        const serials = `serial ${serial}, and the zone has ${zone.zone.serial}`;
        found.at(record, 0, `the CSYNC record of ${name} waits for ${serials}`);
      }
      const start = zone.rdataStart(record) + 6;
      const types = typesOfBitmap(zone.zone.rdata, start, zone.rdataEnd(record));
      const foreign = types.filter((type) => !copied.has(type)).slice(0, 8);
      if (foreign.length > 0) {
        const list = foreign.map(typeName).join(", ");
        found.at(
          record,
          2,
          `the CSYNC record of ${name} lists ${list}; parents copy NS, A and AAAA`,
        );
      } else if (types.length === 0) {
        found.at(record, 1, `the CSYNC record of ${name} lists no types to copy`);
      }
    }
    return found.diagnostics;
  },
};
