/**
 * Address prefix lists (RFC 3123 §4), to the end of the RDATA, perhaps empty:
 *
 *   | family (2) | prefix | N (1 bit) length (7) | address, zeros at its end left out |
 *   text  [!]family:address/prefix
 */
import { parseIpv4, parseIpv6, printIpv4, printIpv6 } from "../../base/ip.js";
import { decimalOf } from "../text/decimal.js";
import { tokenKind } from "../text/scanner.js";
import { atEnd, type Field, fieldFault, forgetExcess } from "./field.js";

const families = {
  1: { octets: 4, parse: parseIpv4, print: printIpv4 },
  2: { octets: 16, parse: parseIpv6, print: printIpv6 },
} as const;
const familyOf = (code: number) => (code === 1 || code === 2 ? families[code] : undefined);

export function prefixList(label: string): Field {
  const expected = "prefixes such as 1:192.0.2.0/24, !1:192.0.2.1/32 or 2:2001:db8::/32";
  return {
    label,
    parse(scanner, _context, out, rdataAt) {
      const address = new Uint8Array(16);
      for (; !atEnd(scanner); scanner.next()) {
        const { bytes, end } = scanner;
        const negated = bytes[scanner.start] === 0x21;
        const start = scanner.start + (negated ? 1 : 0);
        const code = bytes[start]! - 0x30;
        const slash = bytes.subarray(start, end).indexOf(0x2f) + start;
        const family = familyOf(code);
        address.fill(0);
        if (
          scanner.kind !== tokenKind.word ||
          family === undefined ||
          bytes[start + 1] !== 0x3a ||
          slash < start ||
          !family.parse(bytes, start + 2, slash, address, 0)
        ) {
          throw fieldFault(scanner, label, expected);
        }
        const bits = decimalOf(bytes, slash + 1, end);
        if (bits < 0 || bits > family.octets * 8) throw fieldFault(scanner, label, expected);
        let length = family.octets as number;
        while (length > 0 && address[length - 1] === 0) length--;
        out.u16(code);
        out.u8(bits);
        out.u8((negated ? 0x80 : 0) | length);
        out.copy(address, 0, length);
        forgetExcess(out, rdataAt);
      }
    },

    skip(rdata, at, end) {
      while (at < end) {
        if (at + 4 > end) return -1;
        const family = familyOf((rdata[at]! << 8) | rdata[at + 1]!);
        const length = rdata[at + 3]! & 0x7f;
        const next = at + 4 + length;
        if (family === undefined || length > family.octets || next > end) return -1;
        if (rdata[at + 2]! > family.octets * 8) return -1;
        // RFC 3123 §4: trailing zero octets MUST NOT be included.
        if (length > 0 && rdata[next - 1] === 0) return -1;
        at = next;
      }
      return at;
    },

    print(rdata, at, next) {
      const prefixes: string[] = [];
      while (at < next) {
        const code = rdata[at + 1]!;
        const length = rdata[at + 3]! & 0x7f;
        const address = new Uint8Array(16);
        address.set(rdata.subarray(at + 4, at + 4 + length));
        const sign = rdata[at + 3]! >= 0x80 ? "!" : "";
        prefixes.push(`${sign}${code}:${familyOf(code)?.print(address, 0)}/${rdata[at + 2]}`);
        at += 4 + length;
      }
      return prefixes.join(" ");
    },
  };
}
