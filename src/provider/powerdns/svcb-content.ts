/**
 * SVCB and HTTPS as PowerDNS writes them (RFC 9460 §2.1): it takes a record only in the very text
 * that it would print. Keys beyond those of RFC 9460 go by number, their values quoted.
 */
import { printIpv4, printIpv6 } from "../../base/ip.js";
import { nameEnd } from "../../dns/name.js";
import { printQuoted } from "../../dns/rr/field-text.js";
import { nameContent } from "./name-content.js";

const names = ["mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint"];
/** Protocols that need no escapes, whose double decoding PowerDNS does in its own way. */
const plainProtocol = /^[A-Za-z0-9./_:+-]+$/;

/** Undefined if PowerDNS has no text for it. `rdata` is well-formed. */
export function svcbContent(rdata: Uint8Array): string | undefined {
  const view = new DataView(rdata.buffer, rdata.byteOffset, rdata.length);
  const end = nameEnd(rdata, 2, rdata.length);
  const words = [String(view.getUint16(0)), nameContent(rdata, 2)];
  for (let at = end; at < rdata.length; ) {
    const key = view.getUint16(at);
    const next = at + 4 + view.getUint16(at + 2);
    const word = parameter(key, rdata.subarray(at + 4, next));
    // In AliasMode there are none (RFC 9460 §2.4.2); PowerDNS reads none.
    if (word === undefined || view.getUint16(0) === 0) return undefined;
    words.push(word);
    at = next;
  }
  return words.join(" ");
}

function parameter(key: number, value: Uint8Array): string | undefined {
  const name = keyText(key);
  switch (key) {
    case 0:
      return `${name}=${numbers(value).map(keyText).join(",")}`;
    case 1: {
      const protocols = protocolsOf(value);
      if (!protocols.every((protocol) => plainProtocol.test(protocol))) return undefined;
      return `${name}=${protocols.join(",")}`;
    }
    case 2:
      return name;
    case 3:
      return `${name}=${numbers(value)[0]}`;
    case 4:
      return `${name}=${slices(value, 4)
        .map((octets) => printIpv4(octets))
        .join(",")}`;
    case 5:
      return `${name}="${Buffer.from(value).toString("base64")}"`;
    case 6:
      return `${name}=${slices(value, 16).map(ipv6).join(",")}`;
    default:
      return `${name}=${printQuoted(value, 0, value.length)}`;
  }
}

const keyText = (key: number): string => names[key] ?? `key${key}`;

function numbers(value: Uint8Array): number[] {
  return slices(value, 2).map(([high, low]) => (high! << 8) | low!);
}

function slices(value: Uint8Array, length: number): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < value.length; at += length) parts.push(value.subarray(at, at + length));
  return parts;
}

function protocolsOf(value: Uint8Array): string[] {
  const protocols: string[] = [];
  for (let at = 0; at < value.length; at += value[at]! + 1) {
    protocols.push(Buffer.from(value.subarray(at + 1, at + 1 + value[at]!)).toString("latin1"));
  }
  return protocols;
}

/** As the C library prints it: the last four octets of ::/96 as a dotted quad. */
function ipv6(octets: Uint8Array): string {
  const embedded = octets.subarray(0, 12).every((octet) => octet === 0);
  return embedded && (octets[12] !== 0 || octets[13] !== 0)
    ? `::${printIpv4(octets, 12)}`
    : printIpv6(octets);
}
