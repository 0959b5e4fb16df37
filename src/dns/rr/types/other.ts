/** Types seldom seen: text of all sorts, places, networks that were, experiments. */
import { define, defineUnknown } from "../define.js";
import { hexGroups, ipv4 } from "../field-address.js";
import { prefixList } from "../field-apl.js";
import { base64, base64OrDash } from "../field-base64.js";
import { hex } from "../field-hex.js";
import { location } from "../field-location.js";
import { foldedName, plainName } from "../field-name.js";
import { atmAddress, nsapAddress } from "../field-network.js";
import { u8, u16, u32, u64 } from "../field-number.js";
import { protocolNumbers, services } from "../field-service.js";
import { characterString, characterStrings, optionalString, patternString } from "../field-text.js";
import type { RecordType } from "../record-type.js";

const toTarget = { additional: "target" } as const;
const text = [characterStrings("text")];
const coordinate = (label: string) =>
  patternString(label, /^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)$/, "a decimal number");

export const otherTypes: readonly RecordType[] = [
  define(99, "SPF", "RFC 4408 §3.1.1", text),
  define(56, "NINFO", "draft-reid-dnsext-zs", text),
  define(258, "AVC", "IANA", text),
  define(263, "CLA", "IANA", text),
  define(100, "UINFO", "IANA (reserved)", [characterString("text")]),
  define(101, "UID", "IANA (reserved)", [u32("number")]),
  define(102, "GID", "IANA (reserved)", [u32("number")]),

  define(29, "LOC", "RFC 1876 §2", [location]),
  define(27, "GPOS", "RFC 1712 §3", [
    coordinate("longitude"),
    coordinate("latitude"),
    coordinate("altitude"),
  ]),
  define(42, "APL", "RFC 3123 §4", [prefixList("address prefixes")]),
  define(108, "EUI48", "RFC 7043 §3.1", [hexGroups("EUI-48 address", 6, 1, "-")]),
  define(109, "EUI64", "RFC 7043 §4.1", [hexGroups("EUI-64 address", 8, 1, "-")]),

  define(11, "WKS", "RFC 1035 §3.4.2", [
    ipv4("address"),
    u8("protocol", protocolNumbers),
    services("services"),
  ]),
  define(19, "X25", "RFC 1183 §3.1", [
    patternString("PSDN address", /^[0-9]{4,}$/, "at least four digits"),
  ]),
  define(20, "ISDN", "RFC 1183 §3.2", [characterString("address"), optionalString("subaddress")]),
  define(21, "RT", "RFC 1183 §3.3", [u16("preference"), foldedName("target")], toTarget),
  define(22, "NSAP", "RFC 1706 §5", [nsapAddress("NSAP address")]),
  define(23, "NSAP-PTR", "RFC 1348", [plainName("target")]),
  define(26, "PX", "RFC 2163 §4", [u16("preference"), foldedName("map822"), foldedName("mapx400")]),
  define(31, "EID", "draft-ietf-nimrod-dns", [hex("endpoint identifier")]),
  define(32, "NIMLOC", "draft-ietf-nimrod-dns", [hex("locator")]),
  define(34, "ATMA", "af-dans-0152.000", [atmAddress("ATM address")]),
  define(40, "SINK", "draft-eastlake-kitchen-sink", [
    u8("meaning"),
    u8("coding"),
    u8("subcoding"),
    base64("data"),
  ]),
  define(58, "TALINK", "draft-wijngaards-dnsop-trust-history", [
    plainName("previous"),
    plainName("next"),
  ]),
  define(259, "DOA", "draft-durand-doa-over-dns", [
    u32("enterprise"),
    u32("type"),
    u8("location"),
    characterString("media type"),
    base64OrDash("data"),
  ]),
  define(264, "IPN", "IANA", [u64("node number")]),
  // RFC 1035 §3.3.10 keeps NULL out of zone files; in generic form every server lets it in.
  defineUnknown(10, "NULL", "RFC 1035 §3.3.10"),
];
