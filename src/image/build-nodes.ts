/**
 * The nodes of a zone's tree that an answer can be found at: every owner that no zone cut and no
 * DNAME hides, and the empty non-terminals above them. What is hidden is not in the tree, so the
 * closest encloser of a name below a cut is the cut itself (RFC 1034 §4.3.2 step 3b).
 */
import { assert } from "../base/assert.js";
import { limits } from "../base/limits.js";
import type { Zone } from "../zone/zone.js";
import { nodeCountMax } from "./layout.js";
import { hashLabel, hashName, mixHash } from "./name-hash.js";

export const typeNs = 2;
export const typeCname = 5;
export const typeSoa = 6;
export const typeDname = 39;
export const typeDs = 43;

/** What the types at an owner make of it. */
export const ownerTrait = { cut: 1, dname: 2, cname: 4, occluded: 8 } as const;

/** Fuller tables make a search for a name that is not there too long. */
const loadMax = 0.7;

export class NodeCollector {
  count = 0;
  /** Offset of the node's name in `zone.names`: an ancestor's name is the tail of an owner's. */
  name = new Int32Array(64);
  /** The owner there, or -1 for an empty non-terminal. */
  owner = new Int32Array(64);
  /** The node of each owner that is not hidden. */
  nodeOf = new Int32Array(64);
  hash = new Int32Array(64);
  labels = new Uint8Array(64);
  /** Open addressing on `mixHash(hash)`, entries are node + 1. */
  table = new Int32Array(128);
  tableMask = 0;
  /** `ownerTrait`s of each owner. */
  traits = new Uint8Array(64);
  apexLabels = 0;
  labelsMax = 0;

  private readonly labelAt = new Int32Array(limits.labelsMax + 1);

  /** Collects the nodes of `zone`; node 0 is the apex. */
  collect(zone: Zone): void {
    this.start(zone);
    const hides = this.noteTraits(zone);
    const apexHash = hashName(zone.names, 0);
    this.apexLabels = this.labelStarts(zone.names, 0);
    this.labelsMax = this.apexLabels;
    for (let owner = 0; owner < zone.ownerCount; owner++) {
      const labels = this.labelStarts(zone.names, zone.nameStart[owner]!);
      assert(labels >= this.apexLabels, "every owner is at or below the apex");
      const below = labels - this.apexLabels;
      if (hides && below > 0 && this.isHidden(zone, below)) {
        this.traits[owner]! |= ownerTrait.occluded;
        continue;
      }
      if (labels > this.labelsMax) this.labelsMax = labels;
      // From the apex down: the ancestors first, each with its own hash.
      let hash = apexHash;
      if (below === 0) this.put(zone, this.labelAt[0]!, hash, labels, owner);
      for (let label = below - 1; label >= 0; label--) {
        hash = hashLabel(hash, zone.names, this.labelAt[label]!);
        this.put(zone, this.labelAt[label]!, hash, labels - label, label === 0 ? owner : -1);
      }
    }
  }

  /** The node of the name at `names[at]` with this hash, or -1. */
  find(zone: Zone, at: number, hash: number): number {
    const { table, tableMask } = this;
    for (let slot = mixHash(hash) & tableMask; table[slot] !== 0; slot = (slot + 1) & tableMask) {
      const node = table[slot]! - 1;
      if (this.hash[node] === hash && sameBytes(zone.names, this.name[node]!, at)) return node;
    }
    return -1;
  }

  /** The node of the name at `names[at]`, or -1. */
  findByName(zone: Zone, at: number): number {
    return this.find(zone, at, hashName(zone.names, at));
  }

  private start(zone: Zone): void {
    this.count = 0;
    let capacity = 4;
    // Room for a few empty non-terminals; more of them make it grow.
    while (capacity * loadMax < zone.ownerCount * 1.05 + 1) capacity *= 2;
    if (this.table.length < capacity || this.table.length > capacity * 64)
      this.table = new Int32Array(capacity);
    else this.table.fill(0, 0, capacity);
    this.tableMask = capacity - 1;
    if (this.traits.length < zone.ownerCount) {
      this.traits = new Uint8Array(zone.ownerCount);
      this.nodeOf = new Int32Array(zone.ownerCount);
    } else this.traits.fill(0, 0, zone.ownerCount);
    this.ensure(zone.ownerCount + 4);
  }

  /** Marks what the owners are; true if some owner hides names below it. */
  private noteTraits(zone: Zone): boolean {
    let hides = false;
    for (let owner = 0; owner < zone.ownerCount; owner++) {
      const last = zone.ownerRrsets[owner + 1]!;
      for (let rrset = zone.ownerRrsets[owner]!; rrset < last; rrset++) {
        const type = zone.rrsetType[rrset]!;
        // NS at a wildcard makes no cut: which names would be delegated? (RFC 4592 §4.2)
        if (type === typeNs && owner !== 0 && !isWildcard(zone.names, zone.nameStart[owner]!)) {
          this.traits[owner]! |= ownerTrait.cut;
          hides = true;
        } else if (type === typeCname) this.traits[owner]! |= ownerTrait.cname;
        else if (type === typeDname && !isWildcard(zone.names, zone.nameStart[owner]!)) {
          this.traits[owner]! |= ownerTrait.dname;
          hides = true;
        }
      }
    }
    return hides;
  }

  /** Whether an ancestor of the name in `labelAt` is a cut or owns a DNAME. */
  private isHidden(zone: Zone, below: number): boolean {
    if ((this.traits[0]! & ownerTrait.dname) !== 0) return true;
    const end = this.labelAt[below + this.apexLabels]! + 1;
    for (let label = 1; label < below; label++) {
      const ancestor = zone.findOwner(zone.names, this.labelAt[label]!, end);
      if (ancestor > 0 && (this.traits[ancestor]! & (ownerTrait.cut | ownerTrait.dname)) !== 0)
        return true;
    }
    return false;
  }

  private put(zone: Zone, at: number, hash: number, labels: number, owner: number): void {
    const { table, tableMask } = this;
    let slot = mixHash(hash) & tableMask;
    for (; table[slot] !== 0; slot = (slot + 1) & tableMask) {
      const node = table[slot]! - 1;
      if (this.hash[node] !== hash || !sameBytes(zone.names, this.name[node]!, at)) continue;
      if (owner !== -1) {
        this.owner[node] = owner;
        this.nodeOf[owner] = node;
        this.name[node] = at;
      }
      return;
    }
    assert(this.count < nodeCountMax, "a zone has at most 16 million names");
    if (this.count === this.name.length) this.ensure(this.count + 1);
    const node = this.count++;
    this.name[node] = at;
    this.owner[node] = owner;
    if (owner !== -1) this.nodeOf[owner] = node;
    this.hash[node] = hash;
    this.labels[node] = labels;
    table[slot] = node + 1;
    if (this.count > (tableMask + 1) * loadMax) this.grow();
  }

  private link(node: number): void {
    const { table, tableMask } = this;
    let slot = mixHash(this.hash[node]!) & tableMask;
    while (table[slot] !== 0) slot = (slot + 1) & tableMask;
    table[slot] = node + 1;
  }

  private grow(): void {
    const capacity = (this.tableMask + 1) * 2;
    if (this.table.length < capacity) this.table = new Int32Array(capacity);
    else this.table.fill(0, 0, capacity);
    this.tableMask = capacity - 1;
    for (let node = 0; node < this.count; node++) this.link(node);
  }

  private ensure(count: number): void {
    if (this.name.length >= count) return;
    const length = Math.max(count, this.name.length * 2);
    this.name = grown(this.name, new Int32Array(length));
    this.owner = grown(this.owner, new Int32Array(length));
    this.hash = grown(this.hash, new Int32Array(length));
    const labels = new Uint8Array(length);
    labels.set(this.labels);
    this.labels = labels;
  }

  /** Notes where each label of the name starts, the root's last; returns the labels above it. */
  private labelStarts(names: Uint8Array, start: number): number {
    let count = 0;
    let at = start;
    for (; names[at] !== 0; at += names[at]! + 1) this.labelAt[count++] = at;
    this.labelAt[count] = at;
    return count;
  }
}

/** The RRset of `type` at `owner`, or -1. */
export function rrsetOf(zone: Zone, owner: number, type: number): number {
  const last = zone.ownerRrsets[owner + 1]!;
  for (let rrset = zone.ownerRrsets[owner]!; rrset < last; rrset++)
    if (zone.rrsetType[rrset] === type) return rrset;
  return -1;
}

/** The name's first label is a lone asterisk (RFC 4592 §2.1.1). */
export function isWildcard(names: Uint8Array, at: number): boolean {
  return names[at] === 1 && names[at + 1] === 0x2a;
}

function grown(from: Int32Array, to: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  to.set(from);
  return to;
}

/** Two names in the same lower-case memory: equal up to the root of the first. */
function sameBytes(names: Uint8Array, a: number, b: number): boolean {
  if (a === b) return true;
  let left = a;
  let right = b;
  for (;;) {
    const length = names[left]!;
    if (length !== names[right]) return false;
    if (length === 0) return true;
    for (let i = 1; i <= length; i++) if (names[left + i] !== names[right + i]) return false;
    left += length + 1;
    right += length + 1;
  }
}
