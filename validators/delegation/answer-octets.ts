/**
 * The answers of a zone that are large: how many octets the response to a plain question has, and
 * to one that wants signatures. Additional data is left out; it is dropped before an answer is.
 */
import type { Diagnostic } from "../../src/base/diagnostic.js";
import { limits } from "../../src/base/limits.js";
import { typeName } from "../../src/dns/rr/type-code.js";
import { MessageBuilder } from "../../src/image/message-builder.js";
import { rrtype } from "../rrtype.js";
import type { RuleContext } from "../rule-context.js";
import type { ZoneIndex } from "../zone-index.js";

/** Header and the end of the question. */
const frameOctets = 12 + 4;
/** A pointer to the owner, TYPE, CLASS, TTL, RDLENGTH. */
const recordOctets = 12;
/** An OPT record without options (RFC 6891 §6.1.2). */
export const optOctets = 11;

/** Tells of the RRsets whose answers are longer than `most` octets; with EDNS or without. */
export function largeAnswers(context: RuleContext, most: number, edns: boolean): Diagnostic[] {
  const found = context.collect();
  const { zone } = context;
  eachLargeAnswer(zone, most, edns, (rrset, octets) => {
    const type = typeName(zone.zone.rrsetType[rrset]!);
    const name = zone.ownerText(zone.ownerOf(rrset));
    const record = zone.firstRecord(rrset);
    found.at(record, "owner", `${name} ${type} is an answer of ${octets} octets, over ${most}`);
    return found.isFull;
  });
  return found.diagnostics;
}

/**
 * Calls `say` with each RRset whose answer is longer than `most` octets, until it returns true.
 * With EDNS the answer has an OPT record, and signatures if the zone is signed.
 */
export function eachLargeAnswer(
  index: ZoneIndex,
  most: number,
  edns: boolean,
  say: (rrset: number, octets: number) => boolean,
): void {
  const { zone } = index;
  const withSignatures = edns && index.rrsetsOf(rrtype.RRSIG).length > 0;
  let builder: MessageBuilder | undefined;
  for (let owner = 0; owner < zone.ownerCount; owner++) {
    const frame = frameOctets + zone.nameStart[owner + 1]! - zone.nameStart[owner]!;
    const end = zone.ownerRrsets[owner + 1]!;
    for (let rrset = zone.ownerRrsets[owner]!; rrset < end; rrset++) {
      let octets = frame + uncompressed(index, rrset);
      if (edns) octets += optOctets;
      if (withSignatures) octets += signatureOctets(index, owner, zone.rrsetType[rrset]!);
      if (octets <= most || isNeverAsked(zone.rrsetType[rrset]!)) continue;
      if (index.authorityOf(owner) !== 0) continue;
      builder ??= new MessageBuilder();
      octets -= frame + uncompressed(index, rrset) - compressed(builder, index, owner, rrset);
      if (octets > most && say(rrset, octets)) return;
    }
  }
}

function uncompressed({ zone }: ZoneIndex, rrset: number): number {
  const first = zone.rrsetRecords[rrset]!;
  const end = zone.rrsetRecords[rrset + 1]!;
  return (end - first) * recordOctets + zone.rdataStart[end]! - zone.rdataStart[first]!;
}

function compressed(
  builder: MessageBuilder,
  index: ZoneIndex,
  owner: number,
  rrset: number,
): number {
  const { zone } = index;
  const start = zone.nameStart[owner]!;
  builder.start(zone.names, start, zone.nameStart[owner + 1]! - start, false);
  builder.questionRrset(zone, rrset, 0);
  return Math.min(builder.at, limits.messageBytesMax);
}

/** Octets of the signatures over one RRset. */
export function signatureOctets(index: ZoneIndex, owner: number, type: number): number {
  const rrset = index.rrset(owner, rrtype.RRSIG);
  if (rrset === -1) return 0;
  let octets = 0;
  for (let record = index.firstRecord(rrset); record < index.endRecord(rrset); record++) {
    if (index.u16(record, 0) !== type) continue;
    octets += recordOctets + index.rdataEnd(record) - index.rdataStart(record);
  }
  return octets;
}

/** Goes with other answers, and is asked for by people only. */
function isNeverAsked(type: number): boolean {
  return type === rrtype.RRSIG || type === rrtype.NSEC || type === rrtype.NSEC3;
}
