/** Where a service is: priorities, ports, parameters, other names. */

import { nameEnd } from "../../name.js";
import { define } from "../define.js";
import { hexGroups, ipv4 } from "../field-address.js";
import { foldedName, plainName } from "../field-name.js";
import { u8, u16 } from "../field-number.js";
import { svcParams, svcParamsRule } from "../field-svcb.js";
import { characterString, characterStrings, longText } from "../field-text.js";
import { recordTypeCode } from "../field-type.js";
import { syncSchemes } from "../mnemonics.js";
import type { RecordType } from "../record-type.js";

const toTarget = { additional: "target" } as const;

const svcbFields = [u16("priority"), plainName("target"), svcParams];
const svcbOptions = {
  additional: "target",
  // In AliasMode (priority 0) the target "." says that there is no service (RFC 9460 §2.5.1).
  hasAdditional: (rdata: Uint8Array, start: number, at: number) =>
    rdata[at] !== 0 || rdata[start] !== 0 || rdata[start + 1] !== 0,
  rule: (rdata: Uint8Array, start: number, end: number) =>
    svcParamsRule(rdata, nameEnd(rdata, start + 2, end), end),
} as const;

export const serviceTypes: readonly RecordType[] = [
  define(64, "SVCB", "RFC 9460 §2.2", svcbFields, svcbOptions),
  define(65, "HTTPS", "RFC 9460 §9", svcbFields, svcbOptions),
  define(
    33,
    "SRV",
    "RFC 2782",
    [u16("priority"), u16("weight"), u16("port"), foldedName("target")],
    toTarget,
  ),
  define(35, "NAPTR", "RFC 3403 §4.1", [
    u16("order"),
    u16("preference"),
    characterString("flags"),
    characterString("services"),
    characterString("regular expression"),
    foldedName("replacement"),
  ]),
  define(256, "URI", "RFC 7553 §4.5", [u16("priority"), u16("weight"), longText("target")]),
  define(36, "KX", "RFC 2230 §3.1", [u16("preference"), foldedName("target")], toTarget),
  define(104, "NID", "RFC 6742 §2.1", [u16("preference"), hexGroups("node identifier", 4, 2, ":")]),
  define(105, "L32", "RFC 6742 §2.2", [u16("preference"), ipv4("locator")]),
  define(106, "L64", "RFC 6742 §2.3", [u16("preference"), hexGroups("locator", 4, 2, ":")]),
  define(107, "LP", "RFC 6742 §2.4", [u16("preference"), plainName("target")]),
  define(66, "DSYNC", "RFC 9859 §2.1", [
    recordTypeCode("type"),
    u8("scheme", syncSchemes),
    u16("port"),
    plainName("target"),
  ]),
  define(261, "RESINFO", "RFC 9606 §5", [characterStrings("text")]),
  define(262, "WALLET", "IANA", [characterStrings("text")]),
];
