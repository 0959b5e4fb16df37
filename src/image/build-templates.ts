/**
 * Prebuilt answers: what can be decided when a zone is loaded is decided here, and a query copies
 * the outcome. See `layout.ts` for the bytes.
 */
import { limits } from "../base/limits.js";
import { isSubdomain } from "../dns/name.js";
import { recordTypeOf } from "../dns/rr/registry.js";
import type { Zone } from "../zone/zone.js";
import {
  type NodeCollector,
  ownerTrait,
  rrsetOf,
  typeCname,
  typeNs,
  typeSoa,
} from "./build-nodes.js";
import { MessageBuilder, nameLength } from "./message-builder.js";
import type { SegmentWriter } from "./segment-writer.js";
import { type BuiltTemplate, TemplateWriter } from "./template-writer.js";

const typeA = 1;
const typeAaaa = 28;
const typeSvcb = 64;
const typeHttps = 65;
/** Optional additional data stops here: it must never push a message past what UDP carries. */
const optionalBytesMax = limits.udpPayloadDefaultBytes;
/** As a target: the name asked for, which a wildcard stands for. */
const asked = -2;
/** A CNAME chain larger than this is nothing to prepare. */
const chainBytesMax = 1024;

export class TemplateBuilder {
  private readonly message = new MessageBuilder();
  private readonly writer: TemplateWriter;
  private zone!: Zone;
  private nodes!: NodeCollector;
  private apexLength = 0;
  private negativeTtl = 0;
  private soa = -1;
  /** Owners of the CNAME chain in hand. */
  private readonly chain: number[] = [];
  /** Message position of the name that the CNAME template made last leads to. */
  private leafAt = 0;
  /** Owners whose addresses go into the additional section, each once. */
  private readonly targets: number[] = [];
  /** RRsets whose answer changes while the zone does not: nothing prepared may hold their data. */
  private steered: ReadonlyMap<number, number> = new Map();

  constructor(private readonly out: SegmentWriter) {
    this.writer = new TemplateWriter(out, this.message);
  }

  start(zone: Zone, nodes: NodeCollector, steered: ReadonlyMap<number, number>): void {
    this.zone = zone;
    this.steered = steered;
    this.nodes = nodes;
    this.apexLength = zone.nameStart[1]! - zone.nameStart[0]!;
    this.soa = rrsetOf(zone, 0, typeSoa);
    const end = zone.rdataStart[zone.rrsetRecords[this.soa]! + 1]!;
    // RFC 2308 §3: the lesser of the SOA's own TTL and its MINIMUM field, its last four octets.
    this.negativeTtl = Math.min(zone.rrsetTtl[this.soa]!, readU32(zone.rdata, end - 4));
  }

  /** The SOA in the authority section, for any name below the apex. Returns its offset. */
  negative(): number {
    const { message, zone } = this;
    message.start(zone.names, 0, this.apexLength, true);
    message.ownedRrset(zone, this.soa, this.negativeTtl, zone.names, 0);
    return this.writer.authority(this.apexLength, 1, message.at, 0, message.at, 0).offset;
  }

  /** The referral of the cut at `owner`: NS, then glue. Returns its offset, or 0 if too large. */
  referral(owner: number): number {
    const { message, zone, targets } = this;
    const cutAt = zone.nameStart[owner]!;
    const cutLength = zone.nameStart[owner + 1]! - cutAt;
    const ns = rrsetOf(zone, owner, typeNs);
    message.start(zone.names, cutAt, cutLength, true);
    message.ownedRrset(zone, ns, zone.rrsetTtl[ns]!, zone.names, cutAt);
    const authorityEnd = message.at;
    this.collectTargets(ns, owner);
    // Glue for servers inside the delegated zone is required (RFC 9471 §3.1); other addresses help.
    let required = 0;
    for (const target of targets)
      if (this.isBelow(target, owner)) required += this.addresses(target);
    if (message.overflow) return 0;
    const requiredEnd = message.at;
    for (let i = targets.length - 1; i >= 0; i--)
      if (this.isBelow(targets[i]!, owner)) targets.splice(i, 1);
    const additionals = required + this.optionalAddresses(typeNs, owner, false);
    const count = rrsetSize(zone, ns);
    return this.writer.authority(cutLength, count, authorityEnd, required, requiredEnd, additionals)
      .offset;
  }

  /**
   * An RRset as the answer: at its owner, or for any name that a wildcard owner stands for.
   * `offset` 0 with kind slow: too large for a prepared answer but not for a message; null: no
   * message can carry it.
   */
  own(owner: number, rrset: number, wildcard: boolean): BuiltTemplate | null {
    const { message, zone } = this;
    const nameAt = zone.nameStart[owner]!;
    const nameEnd = zone.nameStart[owner + 1]!;
    // A wildcard's template floats over its parent: the asterisk is two octets.
    if (!wildcard && !recordTypeOf(zone.rrsetType[rrset]!).hasNames)
      return this.writer.plain(zone, rrset, nameEnd - nameAt);
    const at = wildcard ? nameAt + 2 : nameAt;
    message.start(zone.names, at, nameEnd - at, wildcard);
    message.questionRrset(zone, rrset, zone.rrsetTtl[rrset]!);
    if (message.overflow) return null;
    const end = message.at;
    if (zone.rrsetType[rrset] === typeCname) this.leafAt = message.lastName();
    this.collectTargets(rrset, wildcard ? asked : owner);
    const additionals = this.optionalAddresses(zone.rrsetType[rrset]!, owner, wildcard);
    const answers = rrsetSize(zone, rrset);
    return this.writer.answer(nameEnd - at, wildcard, answers, end, additionals);
  }

  /**
   * Follows the CNAME at `owner` as far as this zone alone decides. The result is the owner where
   * the chain ends with data of other types, -1 if it leaves the zone, -2 if it needs the slow path.
   */
  followChain(owner: number): number {
    const { zone, nodes, chain } = this;
    chain.length = 0;
    let at = owner;
    while ((nodes.traits[at]! & ownerTrait.cname) !== 0) {
      if (chain.length === limits.chainStepsMax || chain.includes(at)) return -2;
      chain.push(at);
      const cname = rrsetOf(zone, at, typeCname);
      if (this.steered.has(cname)) return -2;
      const target = zone.rdataStart[zone.rrsetRecords[cname]!]!;
      const length = nameLength(zone.rdata, target);
      if (!this.inZone(zone.rdata, target, length)) return -1;
      const next = zone.findOwner(zone.rdata, target, target + length);
      if (next === -1 || (nodes.traits[next]! & (ownerTrait.cut | ownerTrait.occluded)) !== 0)
        return -2;
      at = next;
    }
    return at;
  }

  /**
   * The chain last followed, linked to `leaf`, the owner where it ends, or -1 if it leaves the zone.
   * `own` is the template of the CNAME at `owner` alone.
   */
  link(owner: number, wildcard: boolean, leaf: number, own: number): BuiltTemplate {
    const { zone, chain, writer } = this;
    let template = own;
    if (chain.length > 1) {
      const built = this.aliases(owner, wildcard);
      if (built === null) return writer.slow();
      template = built.offset;
    }
    const last = rrsetOf(zone, chain[chain.length - 1]!, typeCname);
    const target = zone.rdataStart[zone.rrsetRecords[last]!]!;
    const leafBytes = nameLength(zone.rdata, target);
    if (leaf !== -1) {
      const node = this.nodes.nodeOf[leaf]!;
      return writer.link(chain.length, leafBytes, this.leafAt, template, node, 0);
    }
    const left = this.out.copyBytes(zone.rdata, target, leafBytes);
    return writer.link(chain.length, leafBytes, this.leafAt, template, -1, left);
  }

  /** The CNAMEs of the chain last followed as a template; null if they are too many octets. */
  private aliases(owner: number, wildcard: boolean): BuiltTemplate | null {
    const { message, zone, chain } = this;
    const nameAt = zone.nameStart[owner]! + (wildcard ? 2 : 0);
    const nameBytes = zone.nameStart[owner + 1]! - nameAt;
    message.start(zone.names, nameAt, nameBytes, wildcard);
    for (const link of chain) {
      const cname = rrsetOf(zone, link, typeCname);
      const ttl = zone.rrsetTtl[cname]!;
      if (link === owner) message.questionRrset(zone, cname, ttl);
      else message.ownedRrset(zone, cname, ttl, zone.names, zone.nameStart[link]!);
    }
    if (message.at > chainBytesMax) return null;
    this.leafAt = message.lastName();
    return this.writer.answer(nameBytes, wildcard, chain.length, message.at, 0);
  }

  slow(): BuiltTemplate {
    return this.writer.slow();
  }

  /**
   * Appends what helps beside the RRset of `type` at `answered`: the addresses of the collected
   * targets, until an RRset would make the message too large. What a wildcard itself has goes under
   * the name asked for. Returns how many records.
   */
  private optionalAddresses(type: number, answered: number, wildcard: boolean): number {
    const { message, zone } = this;
    // A target that is spelt like the wildcard is another name than the one asked for.
    const same = wildcard ? -1 : answered;
    let count = 0;
    for (const target of this.targets) {
      const isAsked = target === asked;
      const owner = isAsked ? answered : target;
      const last = zone.ownerRrsets[owner + 1]!;
      for (let rrset = zone.ownerRrsets[owner]!; rrset < last; rrset++) {
        const found = zone.rrsetType[rrset]!;
        // RFC 9460 §4.1: SVCB and HTTPS bring the records of their kind at the target, too.
        const alike = found === type && isServiceBinding(type) && !isAsked && target !== same;
        if (found !== typeA && found !== typeAaaa && !alike) continue;
        if (this.steered.has(rrset)) continue;
        const before = message.at;
        const ttl = zone.rrsetTtl[rrset]!;
        if (isAsked) message.questionRrset(zone, rrset, ttl);
        else message.ownedRrset(zone, rrset, ttl, zone.names, zone.nameStart[owner]!);
        if (message.overflow || message.at > optionalBytesMax) {
          message.rewind(before);
          return count;
        }
        count += rrsetSize(zone, rrset);
      }
    }
    return count;
  }

  /** A and AAAA of an owner, appended; returns how many records. */
  private addresses(owner: number): number {
    const { message, zone } = this;
    let count = 0;
    const last = zone.ownerRrsets[owner + 1]!;
    for (let rrset = zone.ownerRrsets[owner]!; rrset < last; rrset++) {
      const type = zone.rrsetType[rrset]!;
      if (type !== typeA && type !== typeAaaa) continue;
      message.ownedRrset(zone, rrset, zone.rrsetTtl[rrset]!, zone.names, zone.nameStart[owner]!);
      count += rrsetSize(zone, rrset);
    }
    return count;
  }

  /**
   * Owners in this zone that the RDATA of `rrset` points to for addresses. `answered` is what a
   * TargetName of "." stands for (RFC 9460 §2.5.2).
   */
  private collectTargets(rrset: number, answered: number): void {
    const { zone, targets } = this;
    if (targets.length > 0) targets.length = 0;
    const row = recordTypeOf(zone.rrsetType[rrset]!);
    if (!row.hasAdditional) return;
    const last = zone.rrsetRecords[rrset + 1]!;
    for (let record = zone.rrsetRecords[rrset]!; record < last; record++) {
      const end = zone.rdataStart[record + 1]!;
      const at = row.additionalName(zone.rdata, zone.rdataStart[record]!, end);
      if (at === -1) continue;
      let owner = answered;
      // RFC 9460 §2.5.2: "." is the owner itself. For NS and MX it is nothing (RFC 7505).
      if (zone.rdata[at] !== 0 || !isServiceBinding(zone.rrsetType[rrset]!)) {
        const length = nameLength(zone.rdata, at);
        if (!this.inZone(zone.rdata, at, length)) continue;
        owner = zone.findOwner(zone.rdata, at, at + length);
      }
      if (owner !== -1 && !targets.includes(owner)) targets.push(owner);
    }
  }

  /** Whether an owner is at or below another. */
  private isBelow(owner: number, ancestor: number): boolean {
    const { names, nameStart } = this.zone;
    return isSubdomain(
      names,
      nameStart[owner]!,
      nameStart[owner + 1]!,
      names,
      nameStart[ancestor]!,
      nameStart[ancestor + 1]!,
    );
  }

  private inZone(bytes: Uint8Array, at: number, length: number): boolean {
    return isSubdomain(bytes, at, at + length, this.zone.names, 0, this.apexLength);
  }
}

function rrsetSize(zone: Zone, rrset: number): number {
  return zone.rrsetRecords[rrset + 1]! - zone.rrsetRecords[rrset]!;
}

function readU32(bytes: Uint8Array, at: number): number {
  return (
    bytes[at]! * 0x100_0000 + ((bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!)
  );
}

function isServiceBinding(type: number): boolean {
  return type === typeSvcb || type === typeHttps;
}
