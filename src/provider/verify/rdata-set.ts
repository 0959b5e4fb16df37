/** RDATA of an answer, which may be malformed, as sets to compare and as text to show. */
import { recordTypeOf } from "../../dns/rr/registry.js";
import { looseComparison } from "../rrset/comparable-rdata.js";
import { comparableKey } from "../rrset/same-rrset.js";

/** RDATA shown in a finding, and characters of each: the rest is counted. */
const shownMax = 4;
const shownCharactersMax = 200;

/** Null if one of them is malformed. */
export function rdataSet(type: number, rdatas: readonly Uint8Array[]): ReadonlySet<string> | null {
  const set = new Set<string>();
  for (const rdata of rdatas) {
    if (!isWellFormed(type, rdata)) return null;
    set.add(comparableKey(type, rdata, looseComparison));
  }
  return set;
}

/** Presentation form for people, bounded; malformed RDATA in hexadecimal (RFC 3597 §5). */
export function rdatasText(type: number, rdatas: readonly Uint8Array[]): string {
  const texts = rdatas.slice(0, shownMax).map((rdata) => bounded(rdataText(type, rdata)));
  const more = rdatas.length - texts.length;
  return `${texts.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function rdataText(type: number, rdata: Uint8Array): string {
  if (isWellFormed(type, rdata)) return recordTypeOf(type).print(rdata, 0, rdata.length);
  return `\\# ${rdata.length} ${Buffer.from(rdata).toString("hex")}`;
}

function isWellFormed(type: number, rdata: Uint8Array): boolean {
  return recordTypeOf(type).check(rdata, 0, rdata.length) === undefined;
}

function bounded(text: string): string {
  return text.length <= shownCharactersMax ? text : `${text.slice(0, shownCharactersMax)}…`;
}
