/**
 * The services of WKS (RFC 1035 §3.4.2): a bitmap of ports, to the end of the RDATA. In text, port
 * numbers or the names of the services that such records ever listed.
 */
import { decimalOf } from "../text/decimal.js";
import { tokenKind } from "../text/scanner.js";
import { atEnd, type Field, fieldFault } from "./field.js";

/** IP protocols by name; the record needs no others. */
export const protocolNumbers = { ICMP: 1, TCP: 6, UDP: 17 } as const;

const ports: Readonly<Record<string, number>> = {
  tcpmux: 1,
  echo: 7,
  discard: 9,
  daytime: 13,
  chargen: 19,
  "ftp-data": 20,
  ftp: 21,
  ssh: 22,
  telnet: 23,
  smtp: 25,
  time: 37,
  nameserver: 42,
  whois: 43,
  domain: 53,
  bootps: 67,
  bootpc: 68,
  tftp: 69,
  gopher: 70,
  finger: 79,
  http: 80,
  www: 80,
  kerberos: 88,
  pop2: 109,
  pop3: 110,
  sunrpc: 111,
  auth: 113,
  nntp: 119,
  ntp: 123,
  imap: 143,
  imap2: 143,
  snmp: 161,
  ldap: 389,
  https: 443,
  uucp: 540,
  imaps: 993,
  pop3s: 995,
};

export function services(label: string): Field {
  return {
    label,
    parse(scanner, _context, out) {
      const first = out.length;
      for (; !atEnd(scanner); scanner.next()) {
        const port =
          scanner.kind === tokenKind.word
            ? (ports[scanner.text().toLowerCase()] ??
              decimalOf(scanner.bytes, scanner.start, scanner.end))
            : -1;
        if (port < 0 || port > 0xffff) {
          throw fieldFault(scanner, label, "a port number, or the name of a well-known service");
        }
        while (out.length - first <= port >>> 3) out.u8(0);
        out.bytes[first + (port >>> 3)]! |= 0x80 >>> (port & 7);
      }
    },
    skip: (rdata, at, end) => (end - at > 8192 || (end > at && rdata[end - 1] === 0) ? -1 : end),
    print(rdata, at, next) {
      const listed: number[] = [];
      for (let bit = 0; bit < (next - at) * 8; bit++) {
        if ((rdata[at + (bit >>> 3)]! & (0x80 >>> (bit & 7))) !== 0) listed.push(bit);
      }
      return listed.join(" ");
    },
  };
}
