/**
 * Between addresses and their names in the reverse zones (RFC 1035 §3.5, RFC 3596 §2.5):
 *
 *   192.0.2.10     10.2.0.192.in-addr.arpa.
 *   2001:db8::1    1.0.0.0. … .8.b.d.0.1.0.0.2.ip6.arpa.
 */
import { hexValue } from "../../src/base/ip.js";
import { rrtype } from "../rrtype.js";
import { isReverse, labelIs } from "../targets.js";
import type { ZoneIndex } from "../zone-index.js";

const v4Tail = Buffer.from("\x07in-addr\x04arpa\0", "latin1");
const v6Tail = Buffer.from("\x03ip6\x04arpa\0", "latin1");

/** What is wrong with a name that should stand for an address. */
export const reverseFault = {
  none: 0,
  /** Not below in-addr.arpa or ip6.arpa. */
  notReverse: 1,
  /** Holds other labels on purpose: those of services, or of a part of a network (RFC 2317). */
  other: 2,
  tooFew: 3,
  tooMany: 4,
  badLabel: 5,
} as const;
export type ReverseFault = (typeof reverseFault)[keyof typeof reverseFault];

const none = new Uint32Array(0);

/** The PTR RRsets of a reverse zone; in other zones such records are no business of addresses. */
export function reversePointersOf(zone: ZoneIndex): Uint32Array {
  return isReverse(zone.zone.apex, 0) ? zone.rrsetsOf(rrtype.PTR) : none;
}

/** What a reverse name says; used again for each. */
export class ReverseName {
  fault: ReverseFault = reverseFault.none;
  /** Octets of the address: 4 or 16. */
  length: 4 | 16 = 4;
  /** Labels below in-addr.arpa or ip6.arpa. */
  labels = 0;
  readonly address = new Uint8Array(16);
  private readonly at = new Uint16Array(128);

  /** Reads the wire name `name[start…]`. */
  read(name: Uint8Array, start: number): ReverseFault {
    let count = 0;
    for (let at = start; name[at] !== 0; at += name[at]! + 1) this.at[count++] = at - start;
    this.labels = count - 2;
    this.fault = this.faultOf(name, start, count);
    return this.fault;
  }

  private faultOf(name: Uint8Array, start: number, count: number): ReverseFault {
    if (count < 2 || !labelIs(name, start + this.at[count - 1]!, "arpa"))
      return reverseFault.notReverse;
    const zone = start + this.at[count - 2]!;
    if (labelIs(name, zone, "in-addr")) {
      this.length = 4;
      return this.readV4(name, start);
    }
    if (!labelIs(name, zone, "ip6")) return reverseFault.notReverse;
    this.length = 16;
    return this.readV6(name, start);
  }

  private readV4(name: Uint8Array, start: number): ReverseFault {
    const { labels, address } = this;
    for (let i = 0; i < labels; i++) {
      const value = decimal(name, start + this.at[i]!);
      // RFC 2317: 64.64-29.2.0.192.in-addr.arpa; the label of the network is free.
      if (value === notDecimal) {
        if (i !== 1 || labels !== 5) return reverseFault.other;
      } else if (value === badDecimal) return reverseFault.badLabel;
      else if (labels === 5 ? i !== 1 : i < 4) address[i === 0 ? 3 : labels - 1 - i] = value;
    }
    if (labels === 5 && decimal(name, start + this.at[1]!) !== notDecimal)
      return reverseFault.tooMany;
    if (labels > 5) return reverseFault.tooMany;
    return labels < 4 ? reverseFault.tooFew : reverseFault.none;
  }

  private readV6(name: Uint8Array, start: number): ReverseFault {
    const { labels, address } = this;
    for (let i = 0; i < labels; i++) {
      const at = start + this.at[i]!;
      if (name[at + 1] === 0x5f) return reverseFault.other;
    }
    for (let i = 0; i < labels; i++) {
      const at = start + this.at[i]!;
      const digit = hexValue[name[at + 1]!]!;
      if (name[at] !== 1 || digit === 255) return reverseFault.badLabel;
      const nibble = labels - 1 - i;
      if (nibble >= 32) continue;
      const octet = nibble >>> 1;
      address[octet] =
        (nibble & 1) === 0
          ? (digit << 4) | (address[octet]! & 15)
          : (address[octet]! & 0xf0) | digit;
    }
    if (labels > 32) return reverseFault.tooMany;
    return labels < 32 ? reverseFault.tooFew : reverseFault.none;
  }
}

const notDecimal = -1;
const badDecimal = -2;

/** The label as an octet of an address; no leading zeros, which no resolver asks for. */
function decimal(name: Uint8Array, at: number): number {
  const length = name[at]!;
  let value = 0;
  for (let i = 1; i <= length; i++) {
    const digit = name[at + i]! - 0x30;
    if (digit < 0 || digit > 9) return notDecimal;
    if (value < 1000) value = value * 10 + digit;
  }
  return value > 255 || (length > 1 && name[at + 1] === 0x30) ? badDecimal : value;
}

/** Writes the reverse name of the address at `bytes[at]` into `out`; returns its length. */
export function writeReverseName(
  bytes: Uint8Array,
  at: number,
  length: 4 | 16,
  out: Uint8Array,
): number {
  let to = 0;
  for (let i = length - 1; i >= 0; i--) {
    const value = bytes[at + i]!;
    if (length === 16) {
      to = writeLabel(out, to, (value & 15).toString(16));
      to = writeLabel(out, to, (value >>> 4).toString(16));
    } else to = writeLabel(out, to, value.toString());
  }
  const tail = length === 4 ? v4Tail : v6Tail;
  out.set(tail, to);
  return to + tail.length;
}

function writeLabel(out: Uint8Array, at: number, text: string): number {
  out[at++] = text.length;
  for (let i = 0; i < text.length; i++) out[at++] = text.charCodeAt(i);
  return at;
}
