/**
 * Knot keeps the TTL of a record that it has already, and the last NS at the apex cannot be deleted
 * first (RFC 2136 §3.4.2.4). So a new TTL of the NS at the apex needs a second update there, in which
 * each of them goes and comes again. Servers that took the TTL at once must not get it: PowerDNS
 * deletes such records after all else, and would delete the wrong ones.
 */
import { nameFromText } from "../../dns/name-text.js";
import type { Prerequisite, UpdateStep } from "../../transfer/update-message.js";
import type { RrsetChange } from "../contract/change.js";
import { keyOf, type Rrset } from "../rrset/rrset.js";
import type { UpdateParts } from "./update-of-changes.js";

const NS = 2;
/** Comes and goes within one message, so nobody ever sees it. */
const placeholder = nameFromText("placeholder.invalid.")!;

/** NS at the apex whose TTL changes. */
export function apexNsOfNewTtl(changes: readonly RrsetChange[], apex: Uint8Array): Rrset | null {
  for (const { kind, before, after } of changes) {
    if (kind !== "update" || after.type !== NS || after.owner.length !== apex.length) continue;
    if (after.ttlSeconds !== before.ttlSeconds) return after;
  }
  return null;
}

/** Null if its TTL is what it is to be, or the records are no longer those that were sent. */
export function renewalOf(wanted: Rrset, live: readonly Rrset[]): UpdateParts | null {
  const there = live.find((rrset) => keyOf(rrset) === keyOf(wanted));
  if (there === undefined || there.ttlSeconds === wanted.ttlSeconds) return null;
  const { owner: name, type, ttlSeconds } = wanted;
  const { rdatas } = there;
  const is: Prerequisite = { kind: "rrset-is", name, type, rdatas };
  const add = (rdata: Uint8Array): UpdateStep => ({ kind: "add", name, type, ttlSeconds, rdata });
  const remove = (rdata: Uint8Array): UpdateStep => ({ kind: "delete-record", name, type, rdata });
  const again = rdatas.flatMap((rdata) => [remove(rdata), add(rdata)]);
  return { prerequisites: [is], steps: [add(placeholder), ...again, remove(placeholder)] };
}
