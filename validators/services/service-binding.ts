/**
 * SVCB and HTTPS records as rules read them (RFC 9460 §2.2):
 *
 *   | priority (2) | target | key (2) | length (2) | value | key …
 *
 * Priority 0 is AliasMode: the target stands for the owner. All others are ServiceMode: the target
 * serves, in the way that the parameters say.
 */
import { nameEnd } from "../../src/dns/name.js";
import { nameToText } from "../../src/dns/name-text.js";
import { rrtype } from "../rrtype.js";
import type { ZoneIndex } from "../zone-index.js";

export const svcKey = { alpn: 1, noDefaultAlpn: 2, port: 3, ipv4hint: 4, ipv6hint: 6, dohpath: 7 };

/** Tokens of the RDATA, for places; `parameters` is where they start. */
export const svcToken = { priority: 0, target: 1, parameters: 2 } as const;

export class ServiceBinding {
  readonly priority: number;
  /** Offset of the target in the zone's RDATA. */
  readonly targetAt: number;
  private readonly paramsAt: number;
  private readonly end: number;

  constructor(
    private readonly zone: ZoneIndex,
    readonly type: number,
    readonly rrset: number,
    readonly record: number,
  ) {
    this.priority = zone.u16(record, 0);
    this.targetAt = zone.rdataStart(record) + 2;
    this.end = zone.rdataEnd(record);
    this.paramsAt = nameEnd(zone.zone.rdata, this.targetAt, this.end);
  }

  get isAlias(): boolean {
    return this.priority === 0;
  }

  get owner(): number {
    return this.zone.ownerOf(this.rrset);
  }

  /** The target is written as the root: the owner itself, or in AliasMode nothing at all. */
  get isRootTarget(): boolean {
    return this.zone.zone.rdata[this.targetAt] === 0;
  }

  /** Presentation form. */
  get targetText(): string {
    return nameToText(this.zone.zone.rdata, this.targetAt);
  }

  get hasParameters(): boolean {
    return this.paramsAt < this.end;
  }

  /** Where the wire name of the host that serves is: the target, or the owner for ".". */
  effectiveTarget(): readonly [bytes: Uint8Array, at: number] {
    const { rdata, names, nameStart } = this.zone.zone;
    return this.isRootTarget ? [names, nameStart[this.owner]!] : [rdata, this.targetAt];
  }

  /** The value of a parameter, borrowed; undefined if it is not there. */
  parameter(key: number): Uint8Array | undefined {
    const { rdata } = this.zone.zone;
    for (let at = this.paramsAt; at + 4 <= this.end; ) {
      const code = (rdata[at]! << 8) | rdata[at + 1]!;
      const next = at + 4 + ((rdata[at + 2]! << 8) | rdata[at + 3]!);
      if (code === key) return rdata.subarray(at + 4, next);
      at = next;
    }
    return undefined;
  }

  /** Protocols that the record names; empty without alpn. */
  alpnIds(): string[] {
    const value = this.parameter(svcKey.alpn) ?? new Uint8Array(0);
    const ids: string[] = [];
    for (let at = 0; at < value.length; at += 1 + value[at]!) {
      ids.push(Buffer.from(value.subarray(at + 1, at + 1 + value[at]!)).toString("latin1"));
    }
    return ids;
  }
}

/** All SVCB and HTTPS records that answers can come from. */
export function* serviceBindingsOf(zone: ZoneIndex): Generator<ServiceBinding> {
  for (const type of [rrtype.SVCB, rrtype.HTTPS]) {
    for (const rrset of zone.rrsetsOf(type)) {
      if (zone.authorityOf(zone.ownerOf(rrset)) === 0) yield* bindingsIn(zone, type, rrset);
    }
  }
}

export function* bindingsIn(
  zone: ZoneIndex,
  type: number,
  rrset: number,
): Generator<ServiceBinding> {
  for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
    yield new ServiceBinding(zone, type, rrset, record);
  }
}
