/**
 * The gateway of IPSECKEY (RFC 4025 §2.5) and the relay of AMTRELAY (RFC 8777 §4.2.3): nothing, an
 * address or a name, as the second octet of the RDATA says.
 *
 *   IPSECKEY | precedence | type           | algorithm | gateway | key |
 *   AMTRELAY | precedence | D (1 bit) type |             relay         |
 */
import type { Field } from "./field.js";
import { fieldFault, tokenIs } from "./field.js";
import { ipv4, ipv6 } from "./field-address.js";
import { plainName } from "./field-name.js";

/** Forms by type; 0 is no gateway, "." in text and no octets on the wire. */
const none: Field = {
  label: "gateway",
  parse(scanner) {
    if (!tokenIs(scanner, ".")) throw fieldFault(scanner, "gateway", '"." for gateway type 0');
    scanner.next();
  },
  skip: (_rdata, at) => at,
  print: () => ".",
};
const forms: readonly Field[] = [none, ipv4("gateway"), ipv6("gateway"), plainName("gateway")];

export function gateway(label: string): Field {
  // The top bit is AMTRELAY's D; in IPSECKEY it makes an unknown type, which its rule refuses.
  const formOf = (rdata: Uint8Array, start: number): Field | undefined =>
    forms[rdata[start + 1]! & 0x7f];
  return {
    label,
    parse(scanner, context, out, rdataAt) {
      const form = formOf(out.bytes, rdataAt);
      if (form === undefined) {
        throw scanner.fault(
          "bad-field",
          `unknown ${label} type`,
          "0 is none, 1 an IPv4 address, 2 an IPv6 address, 3 a name",
        );
      }
      form.parse(scanner, context, out, rdataAt);
    },
    skip: (rdata, at, end, start) => formOf(rdata, start)?.skip(rdata, at, end, start) ?? -1,
    print: (rdata, at, next, start) => formOf(rdata, start)?.print(rdata, at, next, start) ?? "",
    visitNames: (rdata, at, next, start, visit) =>
      formOf(rdata, start)?.visitNames?.(rdata, at, next, start, visit),
  };
}

/** AMTRELAY's second octet: the discovery-optional bit and the relay type, two numbers in text. */
export function discoveryAndType(label: string): Field {
  return {
    label,
    parse(scanner, _context, out) {
      const discovery = tokenIs(scanner, "1");
      if (!discovery && !tokenIs(scanner, "0")) {
        throw fieldFault(scanner, "discovery-optional bit", "0 or 1");
      }
      scanner.next();
      const type = ["0", "1", "2", "3"].findIndex((digit) => tokenIs(scanner, digit));
      if (type === -1) throw fieldFault(scanner, "relay type", "a number from 0 to 3");
      out.u8((discovery ? 0x80 : 0) | type);
      scanner.next();
    },
    skip: (rdata, at, end) => (at < end && (rdata[at]! & 0x7f) <= 3 ? at + 1 : -1),
    print: (rdata, at) => `${rdata[at]! >>> 7} ${rdata[at]! & 0x7f}`,
  };
}
