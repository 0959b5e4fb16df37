/**
 * Which names a zone has, to tell what a nameserver answers where no RRset stands: nothing of this
 * type, nothing of this name, a wildcard's, or a referral (RFC 1034 §4.3.2, RFC 4592).
 */
import { type Rrset, rrsetKey } from "../rrset/rrset.js";
import { isWildcard } from "./wildcard.js";

const NS = 2;
const CNAME = 5;
const DNAME = 39;
const DS = 43;

export type Absence =
  | { readonly kind: "no-data" }
  | { readonly kind: "no-name" }
  /** Answered from another owner: the wildcard's RRset. */
  | { readonly kind: "wildcard"; readonly rrsets: readonly Rrset[] }
  /** A CNAME answers for every type. */
  | { readonly kind: "alias" };

export class ZoneShape {
  /** By owner and type, all variants. */
  private readonly rrsets = new Map<string, Rrset[]>();
  /** Owners and the names above them, as keys. */
  private readonly names = new Set<string>();

  constructor(
    private readonly apex: Uint8Array,
    rrsets: readonly Rrset[],
  ) {
    this.names.add(nameKey(apex));
    for (const rrset of rrsets) {
      const key = rrsetKey(rrset.owner, rrset.type);
      const there = this.rrsets.get(key);
      if (there === undefined) this.rrsets.set(key, [rrset]);
      else there.push(rrset);
      for (let name = rrset.owner; name.length > apex.length; name = parentOf(name)) {
        if (this.names.has(nameKey(name))) break;
        this.names.add(nameKey(name));
      }
    }
  }

  at(owner: Uint8Array, type: number): readonly Rrset[] {
    return this.rrsets.get(rrsetKey(owner, type)) ?? [];
  }

  /** Whether the name is there, be it only because of others below it. */
  has(name: Uint8Array): boolean {
    return this.names.has(nameKey(name));
  }

  /**
   * The owner of the NS or DNAME that hides an RRset from whoever asks for it; null if none does.
   * NS at a cut are told by referrals, DS there by the zone itself (RFC 4035 §3.1.4.1).
   */
  hiddenBy(owner: Uint8Array, type: number): Uint8Array | null {
    let hiding: Uint8Array | null = null;
    for (let name = owner; name.length > this.apex.length; name = parentOf(name)) {
      // A wildcard is a source of answers, never a cut (RFC 4592 §4.2, §4.4).
      if (isWildcard(name)) continue;
      const isOwner = name.length === owner.length;
      const isCut = this.at(name, NS).length > 0;
      if (isCut && !(isOwner && (type === DS || type === NS))) hiding = name;
      if (!isOwner && this.at(name, DNAME).length > 0) hiding = name;
    }
    const isBelowApex = owner.length > this.apex.length;
    if (isBelowApex && this.at(this.apex, DNAME).length > 0) hiding = this.apex;
    return hiding;
  }

  /** What is answered for an owner and type that have no RRset. */
  absence(owner: Uint8Array, type: number): Absence {
    const source = this.sourceOf(owner);
    if (source === null) return { kind: "no-name" };
    if (type !== CNAME && this.at(source, CNAME).length > 0) return { kind: "alias" };
    const isWildcards = source.length !== owner.length || Buffer.compare(source, owner) !== 0;
    const rrsets = isWildcards ? this.at(source, type) : [];
    return rrsets.length === 0 ? { kind: "no-data" } : { kind: "wildcard", rrsets };
  }

  /** Where answers for a name come from: itself, a wildcard at its closest encloser, or nowhere. */
  private sourceOf(owner: Uint8Array): Uint8Array | null {
    let encloser = owner;
    while (!this.names.has(nameKey(encloser)) && encloser.length > this.apex.length) {
      encloser = parentOf(encloser);
    }
    if (encloser.length === owner.length) return owner;
    const wildcard = Buffer.concat([Uint8Array.of(1, 0x2a), encloser]);
    return this.names.has(nameKey(wildcard)) ? wildcard : null;
  }
}

/** The name without its leftmost label; not of the root. */
export function parentOf(name: Uint8Array): Uint8Array {
  return name.subarray(name[0]! + 1);
}

function nameKey(name: Uint8Array): string {
  return Buffer.from(name.buffer, name.byteOffset, name.length).toString("latin1");
}
