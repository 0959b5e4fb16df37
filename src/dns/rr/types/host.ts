/** Hosts, mail and zones: the types of RFC 1035 that are in use, and their close kin. */
import { define } from "../define.js";
import { ipv4, ipv6 } from "../field-address.js";
import { compressibleName, foldedName, plainName } from "../field-name.js";
import { duration, u16, u32 } from "../field-number.js";
import { characterString, characterStrings } from "../field-text.js";
import type { RecordType } from "../record-type.js";

const toTarget = { additional: "target" } as const;

export const hostTypes: readonly RecordType[] = [
  define(1, "A", "RFC 1035 §3.4.1", [ipv4("IPv4 address")]),
  define(28, "AAAA", "RFC 3596 §2.2", [ipv6("IPv6 address")]),
  define(2, "NS", "RFC 1035 §3.3.11", [compressibleName("target")], toTarget),
  define(5, "CNAME", "RFC 1035 §3.3.1", [compressibleName("target")]),
  define(39, "DNAME", "RFC 6672 §2.1", [foldedName("target")]),
  define(12, "PTR", "RFC 1035 §3.3.12", [compressibleName("target")]),
  define(15, "MX", "RFC 1035 §3.3.9", [u16("preference"), compressibleName("target")], toTarget),
  define(16, "TXT", "RFC 1035 §3.3.14", [characterStrings("text")]),
  define(6, "SOA", "RFC 1035 §3.3.13", [
    compressibleName("primary server"),
    compressibleName("mailbox"),
    u32("serial"),
    duration("refresh time"),
    duration("retry time"),
    duration("expire time"),
    duration("minimum"),
  ]),
  define(13, "HINFO", "RFC 1035 §3.3.2", [characterString("CPU"), characterString("OS")]),
  define(17, "RP", "RFC 1183 §2.2", [foldedName("mailbox"), foldedName("text name")]),
  define(18, "AFSDB", "RFC 1183 §1", [u16("subtype"), foldedName("target")], toTarget),
  // A fivenines extension: the addresses of another name at a place where a CNAME may not be, the
  // apex for one. Its code is of the private range of RFC 6895 §3.1, the one PowerDNS and Knot use.
  define(65401, "ALIAS", "docs/zone-files.md", [plainName("target")]),

  define(3, "MD", "RFC 1035 §3.3.4", [compressibleName("target")]),
  define(4, "MF", "RFC 1035 §3.3.5", [compressibleName("target")]),
  define(7, "MB", "RFC 1035 §3.3.3", [compressibleName("target")], toTarget),
  define(8, "MG", "RFC 1035 §3.3.6", [compressibleName("mailbox")]),
  define(9, "MR", "RFC 1035 §3.3.8", [compressibleName("mailbox")]),
  define(14, "MINFO", "RFC 1035 §3.3.7", [
    compressibleName("responsible mailbox"),
    compressibleName("error mailbox"),
  ]),
];
