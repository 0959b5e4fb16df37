/**
 * The general resolver, to be read beside RFC 1034 §4.3.2: answers what no prepared template can.
 * Chains that leave their zone, DNAME (RFC 6672), ANY (RFC 8482), DS of a child that is served too.
 * What is decided where the RFCs leave a choice is in docs/answers.md.
 */
import { limits } from "../base/limits.js";
import { dnsClass } from "../dns/class.js";
import { extendedError } from "../dns/edns.js";
import { rcode } from "../dns/header.js";
import { isSubdomain, nameEnd, namesEqual } from "../dns/name.js";
import { find, isDelegated } from "./lookup.js";
import { MessageWriter } from "./message-writer.js";
import type { OwnedRrset, RrsetView, SlowAnswerer, ZoneRecords, ZoneSet } from "./records.js";
import { deniedTtlMax } from "./steered-choice.js";
import { recordType } from "./types.js";

/** Optional additional data stops where it would push a message past what UDP carries. */
const optionalBytesMax = limits.udpPayloadDefaultBytes;

/** A name inside some bytes. */
interface NameAt {
  readonly bytes: Uint8Array;
  readonly at: number;
}

export class SlowPath implements SlowAnswerer {
  rcode: number = rcode.NOERROR;
  extendedError = -1;

  readonly #zones: ZoneSet;
  readonly #writer = new MessageWriter();
  readonly #answer: OwnedRrset[] = [];
  readonly #authority: OwnedRrset[] = [];
  /** Glue that a referral is worthless without. */
  readonly #required: OwnedRrset[] = [];
  readonly #optional: OwnedRrset[] = [];
  readonly #found: OwnedRrset[] = [];
  /** Query names of the chain so far. */
  readonly #asked: NameAt[] = [];
  #authoritative = false;

  constructor(zones: ZoneSet) {
    this.#zones = zones;
  }

  answer(bytes: Uint8Array, messageAt: number, questionEnd: number, limit: number): number {
    this.rcode = rcode.NOERROR;
    this.extendedError = -1;
    this.#authoritative = false;
    this.#answer.length = this.#authority.length = 0;
    this.#required.length = this.#optional.length = this.#asked.length = 0;
    const qtype = (bytes[questionEnd - 4]! << 8) | bytes[questionEnd - 3]!;
    const qclass = (bytes[questionEnd - 2]! << 8) | bytes[questionEnd - 1]!;
    this.#resolve({ bytes, at: messageAt + 12 }, qtype);
    // RFC 1035 §6.2: who does not know all classes has no authority for class ANY.
    if (qclass === dnsClass.ANY) this.#authoritative = false;
    const end = this.#write(bytes, messageAt, questionEnd, limit);
    this.#zones.release();
    return end;
  }

  /** Follows the query name through zones and aliases until there is nothing more to look up. */
  #resolve(name: NameAt, qtype: number): void {
    for (let aliases = 0; ; aliases++) {
      const zone = this.#zoneFor(name, qtype);
      if (zone === null) {
        if (aliases > 0) return;
        this.rcode = rcode.REFUSED;
        this.extendedError = extendedError.NOT_AUTHORITATIVE;
        return;
      }
      const next = this.#lookUp(zone, name, qtype, aliases);
      if (next === null) return;
      this.#asked.push(name);
      if (this.#asked.some((asked) => sameName(asked, next))) return;
      name = next;
    }
  }

  /** Step 2: the nearest ancestor zone; the DS of a delegated child is its parent's. */
  #zoneFor(name: NameAt, qtype: number): ZoneRecords | null {
    const { bytes, at } = name;
    const zone = this.#zones.closest(bytes, at);
    if (zone === null || qtype !== recordType.ds || bytes[at] === 0) return zone;
    if (nameEnd(bytes, at, bytes.length) - at !== zone.apex.length) return zone;
    const parent = this.#zones.closest(bytes, at + bytes[at]! + 1);
    return parent !== null && isDelegated(parent, bytes, at) ? parent : zone;
  }

  /** Steps 3 to 6 in one zone. Returns the name that an alias leads to, or null at the end. */
  #lookUp(zone: ZoneRecords, name: NameAt, qtype: number, aliases: number): NameAt | null {
    const found = find(zone, name.bytes, name.at, qtype);
    // RFC 1035 §4.1.1: AA is about the first owner name in the answer.
    if (aliases === 0) this.#authoritative = found.kind !== "cut";
    switch (found.kind) {
      case "cut":
        this.#refer(zone, found.node, name.bytes, found.suffixAt);
        return null;
      case "dname":
        if (aliases === limits.chainStepsMax) return null;
        return this.#substitute(zone, found.node, name, found.suffixAt, qtype);
      case "nothing":
        this.rcode = rcode.NXDOMAIN;
        this.#denyWithSoa(zone);
        return null;
      case "node":
        return this.#answerFrom(zone, found.node, name, qtype, aliases);
    }
  }

  #answerFrom(
    zone: ZoneRecords,
    node: number,
    name: NameAt,
    qtype: number,
    aliases: number,
  ): NameAt | null {
    const alias = zone.rrset(node, recordType.cname);
    if (alias?.count === 0) {
      this.#denyWithSoa(zone, alias.ttl);
      return null;
    }
    if (alias !== null && qtype !== recordType.cname && qtype !== recordType.any) {
      if (aliases === limits.chainStepsMax) return null;
      this.#answer.push({ owner: name.bytes, ownerAt: name.at, rrset: alias });
      return { bytes: alias.bytes, at: alias.starts[0]! };
    }
    // RFC 8482 §4.1: ANY is answered with one RRset.
    const type = qtype === recordType.any ? (alias?.type ?? zone.lowestType(node)) : qtype;
    const rrset = zone.rrset(node, type);
    if (rrset === null) this.#denyWithSoa(zone);
    else if (rrset.count === 0) this.#denyWithSoa(zone, rrset.ttl);
    else {
      this.#answer.push({ owner: name.bytes, ownerAt: name.at, rrset });
      zone.additional(node, type, name.bytes, name.at, this.#optional);
    }
    return null;
  }

  /** Step 3b: the NS of the cut, and its glue. */
  #refer(zone: ZoneRecords, node: number, name: Uint8Array, cutAt: number): void {
    const ns = zone.rrset(node, recordType.ns);
    if (ns === null) return;
    this.#authority.push({ owner: name, ownerAt: cutAt, rrset: ns });
    this.#found.length = 0;
    zone.additional(node, recordType.ns, name, cutAt, this.#found);
    const cutEnd = nameEnd(name, cutAt, name.length);
    for (const glue of this.#found) {
      const end = nameEnd(glue.owner, glue.ownerAt, glue.owner.length);
      // RFC 9471 §3.1: glue for servers inside the delegated zone must not go missing.
      const inDomain = isSubdomain(glue.owner, glue.ownerAt, end, name, cutAt, cutEnd);
      (inDomain ? this.#required : this.#optional).push(glue);
    }
  }

  /** RFC 6672 §3.1: the DNAME, and a CNAME that shows old resolvers what it does to this name. */
  #substitute(
    zone: ZoneRecords,
    node: number,
    name: NameAt,
    ownerAt: number,
    qtype: number,
  ): NameAt | null {
    const dname = zone.rrset(node, recordType.dname);
    if (dname === null) return null;
    this.#answer.push({ owner: name.bytes, ownerAt, rrset: dname });
    const prefix = ownerAt - name.at;
    const start = dname.starts[0]!;
    const length = prefix + dname.ends[0]! - start;
    if (length > limits.nameBytesMax) {
      this.rcode = rcode.YXDOMAIN;
      return null;
    }
    const target = new Uint8Array(length);
    target.set(name.bytes.subarray(name.at, ownerAt));
    target.set(dname.bytes.subarray(start, dname.ends[0]!), prefix);
    const rrset: RrsetView = {
      type: recordType.cname,
      ttl: dname.ttl,
      count: 1,
      bytes: target,
      starts: [0],
      ends: [length],
    };
    this.#answer.push({ owner: name.bytes, ownerAt: name.at, rrset });
    // What was synthesised answers QTYPE CNAME, as a stored CNAME does.
    return qtype === recordType.cname ? null : { bytes: target, at: 0 };
  }

  /**
   * NODATA and NXDOMAIN carry the SOA, its TTL lowered to the negative TTL (RFC 2308 §3); further
   * for a steered RRset that will be back.
   */
  #denyWithSoa(zone: ZoneRecords, steeredTtl?: number): void {
    const soa = zone.rrset(zone.node(zone.apex, 0), recordType.soa);
    if (soa === null) return;
    const end = soa.ends[0]!;
    const minimum = new DataView(soa.bytes.buffer, soa.bytes.byteOffset + end - 4, 4).getUint32(0);
    const most = steeredTtl === undefined ? minimum : Math.min(minimum, steeredTtl, deniedTtlMax);
    const rrset = { ...soa, ttl: Math.min(soa.ttl, most) };
    this.#authority.push({ owner: zone.apex, ownerAt: 0, rrset });
  }

  /** Writes what fits, section by section; RRsets are whole or absent (RFC 2181 §9). */
  #write(bytes: Uint8Array, messageAt: number, questionEnd: number, limit: number): number {
    const writer = this.#writer;
    writer.start(bytes, messageAt, questionEnd, limit);
    const whole =
      writer.section(this.#answer) &&
      writer.section(this.#authority) &&
      writer.section(this.#required);
    if (whole) writer.optional(this.#optional, Math.min(limit, messageAt + optionalBytesMax));
    return writer.finish(this.#authoritative, !whole, this.rcode);
  }
}

function sameName(a: NameAt, b: NameAt): boolean {
  const length = nameEnd(a.bytes, a.at, a.bytes.length) - a.at;
  if (length !== nameEnd(b.bytes, b.at, b.bytes.length) - b.at) return false;
  return namesEqual(a.bytes, a.at, b.bytes, b.at, length);
}
