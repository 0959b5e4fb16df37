/**
 * Whether a name that a record points at can be used as a host: what NS, MX, SRV, KX, AFSDB and the
 * like all ask of their targets. A target must own its addresses: an alias there is forbidden to
 * most of them, and breaks them all (RFC 2181 §10.3, RFC 2782).
 *
 *   switch (targetStandingOf(context.finder, zone.zone.rdata, zone.rdataStart(record) + 2)) …
 */
import { parseIpv6 } from "../src/base/ip.js";
import { type NameFinder, standing } from "./name-finder.js";
import { rrtype } from "./rrtype.js";

export const targetStanding = {
  /** It has an A or AAAA record here, its own or a wildcard's. */
  addressed: 0,
  /** Neither this zone nor another one here holds it: only the network knows. */
  elsewhere: 1,
  /** At or below a zone cut, into a zone that is not here. */
  delegated: 2,
  /** The root, by which MX, SRV and SVCB say "no service" or "myself". */
  root: 3,
  /** It exists here, without an address. */
  unaddressed: 4,
  /** It does not exist here: NXDOMAIN. */
  absent: 5,
  /** It is a CNAME. */
  alias: 6,
  /** It is below a DNAME. */
  belowDname: 7,
} as const;
export type TargetStanding = (typeof targetStanding)[keyof typeof targetStanding];

/**
 * The standing of the wire name at `name[at…]`. The finder keeps where the name was found: `zone`
 * and `owner` of the data, the wildcard, the cut or the DNAME.
 */
export function targetStandingOf(finder: NameFinder, name: Uint8Array, at: number): TargetStanding {
  if (name[at] === 0) return targetStanding.root;
  const result = finder.find(name, at);
  const { zone, owner } = finder;
  if (zone === undefined) return targetStanding.elsewhere;
  if (result === standing.delegated) return targetStanding.delegated;
  if (result === standing.dname) return targetStanding.belowDname;
  if (result === standing.absent) return targetStanding.absent;
  if (result === standing.emptyNonTerminal) return targetStanding.unaddressed;
  if (zone.has(owner, rrtype.CNAME)) return targetStanding.alias;
  return zone.has(owner, rrtype.A) || zone.has(owner, rrtype.AAAA)
    ? targetStanding.addressed
    : targetStanding.unaddressed;
}

/** What a message says of a target that is no use as a host. */
const targetFaults: { readonly [standing: number]: string } = {
  [targetStanding.absent]: "does not exist",
  [targetStanding.unaddressed]: "has no address",
  [targetStanding.alias]: "is an alias (CNAME)",
  [targetStanding.belowDname]: "is an alias (DNAME)",
};

/** The same as text, an address in place of a name among it; undefined if nothing is wrong. */
export function targetFaultOf(
  finder: NameFinder,
  name: Uint8Array,
  at: number,
): string | undefined {
  if (isAddressLiteral(name, at)) return "is an address read as a name";
  return targetFaults[targetStandingOf(finder, name, at)];
}

/** Octets of the longest IPv6 address in text. */
const ipv6TextMax = 45;
const scratch = new Uint8Array(16);

/**
 * Whether the wire name starts like an address: `192.0.2.1.` is four labels, and stays four if the
 * origin is behind it; `2001:db8::1` is one. Nobody has such a host; somebody wrote an address where
 * a name belongs.
 */
export function isAddressLiteral(name: Uint8Array, at: number): boolean {
  const length = name[at]!;
  if (length === 0) return false;
  if (isDottedQuad(name, at)) return true;
  return length <= ipv6TextMax && parseIpv6(name, at + 1, at + 1 + length, scratch, 0);
}

function isDottedQuad(name: Uint8Array, at: number): boolean {
  for (let octets = 0; octets < 4; octets++) {
    const end = at + 1 + name[at]!;
    if (end - at < 2 || end - at > 4) return false;
    let value = 0;
    for (at++; at < end; at++) {
      const digit = name[at]! - 0x30;
      if (digit < 0 || digit > 9) return false;
      value = value * 10 + digit;
    }
    if (value > 255) return false;
  }
  // Reverse names also start with four numbers, and are no slip.
  return !isReverse(name, at);
}

/** Whether a wire name is at or below in-addr.arpa or ip6.arpa. */
export function isReverse(name: Uint8Array, at: number): boolean {
  const labels: number[] = [];
  for (; name[at] !== 0; at += name[at]! + 1) labels.push(at);
  const top = labels.at(-1);
  const second = labels.at(-2);
  if (top === undefined || second === undefined || !labelIs(name, top, "arpa")) return false;
  return labelIs(name, second, "in-addr") || labelIs(name, second, "ip6");
}

/** Whether the label at `name[at]` is this one; `text` in lower case. */
export function labelIs(name: Uint8Array, at: number, text: string): boolean {
  if (name[at] !== text.length) return false;
  for (let i = 0; i < text.length; i++) {
    const octet = name[at + 1 + i]!;
    const lower = octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet;
    if (lower !== text.charCodeAt(i)) return false;
  }
  return true;
}
