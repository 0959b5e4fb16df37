/** Addresses and identifiers of fixed length. */
import { hexValue, parseIpv4, parseIpv6, printIpv4, printIpv6 } from "../../base/ip.js";
import { tokenKind } from "../text/scanner.js";
import { type Field, fieldFault } from "./field.js";

export function ipv4(label: string): Field {
  return {
    label,
    parse(scanner, _context, out) {
      out.reserve(4);
      if (
        scanner.kind !== tokenKind.word ||
        !parseIpv4(scanner.bytes, scanner.start, scanner.end, out.bytes, out.length)
      ) {
        throw fieldFault(scanner, label, "four numbers from 0 to 255, such as 192.0.2.1");
      }
      out.length += 4;
      scanner.next();
    },
    skip: (_rdata, at, end) => (at + 4 <= end ? at + 4 : -1),
    print: printIpv4,
  };
}

export function ipv6(label: string): Field {
  return {
    label,
    parse(scanner, _context, out) {
      out.reserve(16);
      if (
        scanner.kind !== tokenKind.word ||
        !parseIpv6(scanner.bytes, scanner.start, scanner.end, out.bytes, out.length)
      ) {
        throw fieldFault(scanner, label, "an address such as 2001:db8::1");
      }
      out.length += 16;
      scanner.next();
    },
    skip: (_rdata, at, end) => (at + 16 <= end ? at + 16 : -1),
    print: (rdata, at) => printIpv6(rdata, at),
  };
}

/**
 * Octets as groups of hexadecimal digits with a separator: EUI-48 `00-00-5e-00-53-2a` (RFC 7043),
 * and the 64-bit values of ILNP `0014:4fff:ff20:ee64` (RFC 6742), whose groups may drop zeros.
 */
export function hexGroups(
  label: string,
  groups: number,
  octetsPerGroup: 1 | 2,
  separator: "-" | ":",
): Field {
  const octets = groups * octetsPerGroup;
  const digitsMax = octetsPerGroup * 2;
  const digitsMin = octetsPerGroup === 1 ? 2 : 1;
  const separatorCode = separator.charCodeAt(0);
  const expected = `${groups} groups of hexadecimal digits with "${separator}" between them`;
  return {
    label,
    parse(scanner, _context, out) {
      const { bytes, end } = scanner;
      if (scanner.kind !== tokenKind.word) throw fieldFault(scanner, label, expected);
      let i = scanner.start;
      for (let group = 0; group < groups; group++) {
        if (group > 0 && (i >= end || bytes[i++] !== separatorCode)) {
          throw fieldFault(scanner, label, expected);
        }
        let value = 0;
        let digits = 0;
        while (i < end && digits < digitsMax && hexValue[bytes[i]!] !== 255) {
          value = (value << 4) | hexValue[bytes[i++]!]!;
          digits++;
        }
        if (digits < digitsMin) throw fieldFault(scanner, label, expected);
        if (octetsPerGroup === 1) out.u8(value);
        else out.u16(value);
      }
      if (i !== end) throw fieldFault(scanner, label, expected);
      scanner.next();
    },
    skip: (_rdata, at, end) => (at + octets <= end ? at + octets : -1),
    print(rdata, at, next) {
      const parts: string[] = [];
      for (; at < next; at += octetsPerGroup) {
        let value = 0;
        for (let i = 0; i < octetsPerGroup; i++) value = (value << 8) | rdata[at + i]!;
        parts.push(value.toString(16).padStart(digitsMax, "0"));
      }
      return parts.join(separator);
    },
  };
}
