/**
 * RDATA as it is compared: two that a provider could have made out of one another are the same
 * octets. Canonical form (RFC 4034 §6.2) and a little more, since providers fold what they like:
 *
 * - every domain name in lower case, of types that DNSSEC does not fold, too;
 * - TXT as one string: where its octets are divided is lost at many providers;
 * - the tag of CAA in lower case (RFC 8659 §4.1: matched without case).
 *
 * Only ever compared and hashed; what is published keeps its case and its strings.
 */
import { lowerCase, nameEnd } from "../../dns/name.js";
import { recordTypeOf } from "../../dns/rr/registry.js";
import type { Capabilities } from "../contract/capabilities.js";

export interface Comparison {
  readonly txtStrings: Capabilities["txtStrings"];
  /** Compare the division of TXT into strings, too, where the provider keeps it. */
  readonly exactTxt?: boolean;
}

/** What nearly everybody wants: TXT by its octets. */
export const looseComparison: Comparison = { txtStrings: "divided-anew" };

const folds: { readonly [type: number]: ((rdata: Uint8Array) => Uint8Array) | undefined } = {
  // TXT, and SPF, its copy of old.
  16: joinedStrings,
  99: joinedStrings,
  // CAA
  257: withLowerTag,
};

/** Borrowed from `rdata` where nothing is to be folded. */
export function comparableRdata(
  type: number,
  rdata: Uint8Array,
  { txtStrings, exactTxt = false }: Comparison,
): Uint8Array {
  const fold = folds[type];
  if (fold !== undefined) {
    return fold === joinedStrings && exactTxt && txtStrings === "kept" ? rdata : fold(rdata);
  }
  const row = recordTypeOf(type);
  return row.hasNames ? withLowerNames(type, rdata) : rdata;
}

function withLowerNames(type: number, rdata: Uint8Array): Uint8Array {
  const folded = rdata.slice();
  recordTypeOf(type).names(rdata, 0, rdata.length, (at) => {
    lowerCase(folded, at, nameEnd(rdata, at, rdata.length));
  });
  return folded;
}

/** The octets of all strings, without the octets of length between them. */
function joinedStrings(rdata: Uint8Array): Uint8Array {
  const joined = new Uint8Array(rdata.length);
  let length = 0;
  for (let at = 0; at < rdata.length; at += rdata[at]! + 1) {
    const string = rdata.subarray(at + 1, at + 1 + rdata[at]!);
    joined.set(string, length);
    length += string.length;
  }
  return joined.subarray(0, length);
}

function withLowerTag(rdata: Uint8Array): Uint8Array {
  const folded = rdata.slice();
  lowerCase(folded, 2, Math.min(2 + (rdata[1] ?? 0), rdata.length));
  return folded;
}
