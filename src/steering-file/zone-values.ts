/** What a steering file may name of its zone: owners that answer, and the data they answer with. */
import { addressToText } from "../base/ip.js";
import { lowerCase } from "../dns/name.js";
import { nameFromText, nameToText } from "../dns/name-text.js";
import type { SteeredType } from "../steering/config.js";
import { ownerName, rrsetOf } from "../zone/record-view.js";
import type { Zone } from "../zone/zone.js";

export const typeCodes: { readonly [type in SteeredType]: number } = { A: 1, CNAME: 5, AAAA: 28 };
export const steeredTypes = ["A", "AAAA", "CNAME"] as const;

const otherTypes = { NS: 2, DNAME: 39, RRSIG: 46 } as const;
/** Names that a misspelt one is compared with; more take too long for a hint. */
const candidatesMax = 5000;

export class ZoneValues {
  readonly apex: string;
  private cnames: Set<string> | undefined;

  constructor(private readonly zone: Zone) {
    this.apex = nameToText(zone.apex);
  }

  /** Absolute name in wire form, lower case; undefined if it is none, or not of this zone. */
  resolve(name: string): Uint8Array | undefined {
    const wire = name === "@" ? this.zone.apex.slice() : nameFromText(name, this.zone.apex);
    if (wire !== undefined) lowerCase(wire, 0, wire.length);
    return wire;
  }

  ownerOf(name: Uint8Array): number {
    return this.zone.findOwner(name, 0, name.length);
  }

  nameOf(owner: number): string {
    return ownerName(this.zone, owner);
  }

  has(owner: number, type: SteeredType): boolean {
    return rrsetOf(this.zone, owner, typeCodes[type]) !== -1;
  }

  /** Why the server never answers with the data at this name; undefined if it does. */
  hiddenBy(name: Uint8Array): string | undefined {
    const { zone } = this;
    let found: string | undefined;
    for (let at = 0; name.length - at >= zone.apex.length; at += name[at]! + 1) {
      const owner = zone.findOwner(name, at, name.length);
      const isApex = name.length - at === zone.apex.length;
      if (owner !== -1) {
        if (!isApex && rrsetOf(zone, owner, otherTypes.NS) !== -1) {
          found = `${this.nameOf(owner)} is delegated`;
        } else if (at > 0 && rrsetOf(zone, owner, otherTypes.DNAME) !== -1) {
          found = `${this.nameOf(owner)} has a DNAME`;
        }
      }
      if (isApex) break;
    }
    return found;
  }

  /** The data of an RRset as targets name it, in the order of the zone. */
  values(owner: number, type: SteeredType): string[] {
    const rrset = rrsetOf(this.zone, owner, typeCodes[type]);
    if (rrset === -1) return [];
    const { rrsetRecords } = this.zone;
    const values: string[] = [];
    for (let record = rrsetRecords[rrset]!; record < rrsetRecords[rrset + 1]!; record++) {
      values.push(this.valueOf(record, type));
    }
    return values;
  }

  /** What CNAME records of the zone lead to. */
  cnameTargets(): ReadonlySet<string> {
    if (this.cnames !== undefined) return this.cnames;
    const found = new Set<string>();
    const { rrsetType, rrsetCount, rrsetRecords } = this.zone;
    for (let rrset = 0; rrset < rrsetCount; rrset++) {
      if (rrsetType[rrset] === typeCodes.CNAME) {
        found.add(this.valueOf(rrsetRecords[rrset]!, "CNAME"));
      }
    }
    this.cnames = found;
    return found;
  }

  /** Whether an RRSIG covers the RRset: a steered answer would break it. */
  isSigned(owner: number, type: SteeredType): boolean {
    const { zone } = this;
    const rrset = rrsetOf(zone, owner, otherTypes.RRSIG);
    if (rrset === -1) return false;
    for (let record = zone.rrsetRecords[rrset]!; record < zone.rrsetRecords[rrset + 1]!; record++) {
      const at = zone.rdataStart[record]!;
      if (zone.rdata[at]! * 256 + zone.rdata[at + 1]! === typeCodes[type]) return true;
    }
    return false;
  }

  /** Names that could be steered, for a hint. */
  steerableNames(): string[] {
    const names: string[] = [];
    for (let owner = 0; owner < this.zone.ownerCount && names.length < candidatesMax; owner++) {
      if (steeredTypes.some((type) => this.has(owner, type))) names.push(this.nameOf(owner));
    }
    return names;
  }

  private valueOf(record: number, type: SteeredType): string {
    const { rdata, rdataStart } = this.zone;
    const bytes = rdata.slice(rdataStart[record], rdataStart[record + 1]);
    if (type !== "CNAME") return addressToText(bytes);
    lowerCase(bytes, 0, bytes.length);
    return nameToText(bytes);
  }
}
