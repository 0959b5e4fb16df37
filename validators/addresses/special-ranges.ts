/**
 * Addresses that nobody on the Internet can be reached at: the special-purpose registries (RFC 6890,
 * as IANA keeps them), as far as somebody might write them into a zone.
 */
import { assert } from "../../src/base/assert.js";
import { type Prefix, prefixContains, prefixFromText } from "../../src/base/ip.js";

export interface SpecialRange {
  readonly prefix: Prefix;
  readonly text: string;
  /** As in "is a private address". */
  readonly what: string;
  readonly isDocumentation: boolean;
  readonly isLoopback: boolean;
}

const table: readonly (readonly [prefix: string, what: string])[] = [
  ["0.0.0.0/8", "an address of no host"],
  ["10.0.0.0/8", "a private address (RFC 1918)"],
  ["100.64.0.0/10", "an address inside a provider's network (RFC 6598)"],
  ["127.0.0.0/8", "a loopback address"],
  ["169.254.0.0/16", "a link-local address (RFC 3927)"],
  ["172.16.0.0/12", "a private address (RFC 1918)"],
  ["192.168.0.0/16", "a private address (RFC 1918)"],
  ["198.18.0.0/15", "an address for benchmarks (RFC 2544)"],
  ["224.0.0.0/4", "a multicast address"],
  ["240.0.0.0/4", "a reserved address (RFC 1112)"],
  ["192.0.2.0/24", "an address for documentation (RFC 5737)"],
  ["198.51.100.0/24", "an address for documentation (RFC 5737)"],
  ["203.0.113.0/24", "an address for documentation (RFC 5737)"],
  ["::1/128", "a loopback address"],
  ["::ffff:0:0/96", "an IPv4 address mapped into IPv6"],
  ["::/96", "an address of no host"],
  ["64:ff9b:1::/48", "an address of a local translator (RFC 8215)"],
  ["100::/64", "an address whose packets are dropped (RFC 6666)"],
  ["2001:2::/48", "an address for benchmarks (RFC 5180)"],
  ["2001:10::/28", "an identifier, not an address (RFC 4843)"],
  ["2001:20::/28", "an identifier, not an address (RFC 7343)"],
  ["2001:db8::/32", "an address for documentation (RFC 3849)"],
  ["3fff::/20", "an address for documentation (RFC 9637)"],
  ["5f00::/16", "a segment routing identifier (RFC 9602)"],
  ["fc00::/7", "a private address (RFC 4193)"],
  ["fe80::/10", "a link-local address"],
  ["fec0::/10", "a site-local address (RFC 3879)"],
  ["ff00::/8", "a multicast address"],
];

const ranges: readonly SpecialRange[] = table.map(([text, what]) => {
  const prefix = prefixFromText(text);
  assert(prefix !== undefined, "every range is a prefix");
  return {
    prefix,
    text,
    what,
    isDocumentation: what.includes("documentation"),
    isLoopback: what.includes("loopback"),
  };
});

/** By the first octet of IPv4 and the first two of IPv6, so that most addresses need one look. */
const byOctet = indexed(4, 1);
const byGroup = indexed(16, 2);

function indexed(length: 4 | 16, octets: 1 | 2): readonly (readonly SpecialRange[] | undefined)[] {
  const index = new Array<SpecialRange[] | undefined>(2 ** (octets * 8)).fill(undefined);
  for (const range of ranges) {
    const { address, bits } = range.prefix;
    if (address.length !== length) continue;
    const first = octets === 1 ? address[0]! : (address[0]! << 8) | address[1]!;
    const count = 2 ** Math.max(0, octets * 8 - bits);
    for (let i = first; i < first + count; i++) index[i] = [...(index[i] ?? []), range];
  }
  return index;
}

/** The range that the address of `length` octets at `bytes[at]` is in, if it is a special one. */
export function specialRangeOf(
  bytes: Uint8Array,
  at: number,
  length: number,
): SpecialRange | undefined {
  const found = length === 4 ? byOctet[bytes[at]!] : byGroup[(bytes[at]! << 8) | bytes[at + 1]!];
  return found?.find(({ prefix }) => prefixContains(prefix, bytes, at, length));
}
