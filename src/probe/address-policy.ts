/**
 * Which addresses probes may aim at: public unicast, and what the host's configuration allows.
 * Whoever edits a zone must not be able to look into the network that the server stands in. The
 * ranges are those of the IANA registries of special-purpose addresses (RFC 6890), and what clouds
 * use to hand out secrets. Documentation ranges lead nowhere and are let through: examples use them.
 */
import { assert } from "../base/assert.js";
import {
  addressFromText,
  addressToText,
  type Prefix,
  prefixContains,
  prefixFromText,
} from "../base/ip.js";

/** The first that contains an address tells what it is. */
const specialRanges = rangesOf([
  ["0.0.0.0/8", "an unspecified address"],
  ["10.0.0.0/8", "a private address"],
  ["100.64.0.0/10", "a shared address of carriers"],
  ["127.0.0.0/8", "loopback"],
  ["168.63.129.16/32", "a metadata service"],
  ["169.254.169.254/32", "a metadata service"],
  ["169.254.0.0/16", "link-local"],
  ["172.16.0.0/12", "a private address"],
  ["192.0.0.0/24", "reserved for protocols"],
  ["192.88.99.0/24", "a retired relay address"],
  ["192.168.0.0/16", "a private address"],
  ["198.18.0.0/15", "reserved for benchmarks"],
  ["224.0.0.0/4", "multicast"],
  ["240.0.0.0/4", "reserved"],
  ["::/128", "an unspecified address"],
  ["::1/128", "loopback"],
  ["2001:2::/48", "reserved for benchmarks"],
  ["2001::/32", "a tunnel address (Teredo)"],
  ["2001:10::/28", "an identifier, not an address (ORCHID)"],
  ["2001:20::/28", "an identifier, not an address (ORCHID)"],
  ["2001:30::/28", "an identifier, not an address (DRIP)"],
  ["fc00::/7", "a private address"],
  ["fe80::/10", "link-local"],
  ["fec0::/10", "a private address"],
  ["ff00::/8", "multicast"],
]);

/** IPv6 addresses that lead to the IPv4 address in them, and where it stands. */
const embeddings = [
  { range: prefixOf("::ffff:0:0/96"), at: 12 },
  { range: prefixOf("::/96"), at: 12 },
  { range: prefixOf("64:ff9b::/96"), at: 12 },
  { range: prefixOf("2002::/16"), at: 2 },
] as const;

/** All global unicast addresses given out so far (IANA, IPv6 address space). */
const globalUnicast6 = prefixOf("2000::/3");

export class AddressPolicy {
  readonly #allow: readonly Prefix[];

  /** `allow`: prefixes, checked where the configuration is read. */
  constructor(allow: readonly string[]) {
    this.#allow = allow.map(prefixOf);
  }

  /** Why probes may not aim at an address of 4 or 16 octets; undefined if they may. */
  refusal(address: Uint8Array): string | undefined {
    if (this.#isAllowed(address)) return undefined;
    const embedded = embeddedIpv4(address);
    if (embedded !== undefined && this.#isAllowed(embedded)) return undefined;
    const kind = kindOf(address) ?? (embedded === undefined ? undefined : kindOf(embedded));
    if (kind !== undefined) return `not allowed: ${addressToText(address)} is ${kind}`;
    if (address.length === 4 || embedded !== undefined) return undefined;
    if (prefixContains(globalUnicast6, address, 0, 16)) return undefined;
    return `not allowed: ${addressToText(address)} is no public address`;
  }

  /** The same for text; a host name is not refused, since what it resolves to decides. */
  refusalOfHost(host: string): string | undefined {
    const address = addressFromText(host);
    return address === undefined ? undefined : this.refusal(address);
  }

  #isAllowed(address: Uint8Array): boolean {
    return this.#allow.some((range) => prefixContains(range, address, 0, address.length));
  }
}

function kindOf(address: Uint8Array): string | undefined {
  return specialRanges.find(({ range }) => prefixContains(range, address, 0, address.length))?.kind;
}

function embeddedIpv4(address: Uint8Array): Uint8Array | undefined {
  const form = embeddings.find(({ range }) => prefixContains(range, address, 0, address.length));
  return form === undefined ? undefined : address.subarray(form.at, form.at + 4);
}

function rangesOf(rows: readonly (readonly [range: string, kind: string])[]) {
  return rows.map(([range, kind]) => ({ range: prefixOf(range), kind }));
}

function prefixOf(text: string): Prefix {
  const prefix = prefixFromText(text);
  assert(prefix !== undefined, `${text} is a prefix`);
  return prefix;
}
