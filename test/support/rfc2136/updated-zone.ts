/**
 * A zone as a primary keeps it, changed by updates as RFC 2136 §3 says, step by step: prerequisites
 * first, then the prescan, then the changes, all on a copy that takes the zone's place at the end.
 */
import { ByteWriter } from "../../../src/base/byte-writer.js";
import { dnsClass } from "../../../src/dns/class.js";
import { rcode } from "../../../src/dns/header.js";
import type { Message, ResourceRecord } from "../../../src/dns/message.js";
import { isSubdomain, lowerCase } from "../../../src/dns/name.js";
import { isMetaType, metaTypes, recordTypeOf } from "../../../src/dns/rr/registry.js";

const NS = 2;
const CNAME = 5;
const SOA = 6;
/** May stand beside a CNAME: RRSIG, NSEC. */
const besideCname = new Set([46, 47]);

export interface StoredRrset {
  readonly owner: Uint8Array;
  readonly type: number;
  readonly ttlSeconds: number;
  /** By canonical form, in hex. */
  readonly rdatas: ReadonlyMap<string, Uint8Array>;
}

type Store = Map<string, StoredRrset>;

export class UpdatedZone {
  private store: Store = new Map();

  constructor(
    readonly apex: Uint8Array,
    records: readonly Omit<ResourceRecord, "class">[],
  ) {
    for (const record of records) add(this.store, record);
  }

  get rrsets(): readonly StoredRrset[] {
    return [...this.store.values()];
  }

  rrset(name: Uint8Array, type: number): StoredRrset | undefined {
    return this.store.get(keyOf(name, type));
  }

  /** The zone as a transfer sends it, the closing SOA left out. */
  records(): ResourceRecord[] {
    const soa = this.rrset(this.apex, SOA)!;
    const others = this.rrsets.filter((rrset) => rrset !== soa);
    return [soa, ...others].flatMap(({ owner: name, type, ttlSeconds, rdatas }) =>
      [...rdatas.values()].map((rdata) => ({
        name,
        type,
        class: dnsClass.IN,
        ttlSeconds,
        rdata,
      })),
    );
  }

  /** The RCODE of the response. */
  update({ answers: prerequisites, authorities: steps }: Message): number {
    const unmet = this.unmet(prerequisites);
    if (unmet !== rcode.NOERROR) return unmet;
    const unfit = this.unfit(steps);
    if (unfit !== rcode.NOERROR) return unfit;
    const next: Store = new Map(this.store);
    for (const step of steps) this.take(next, step);
    if (textOf(next) !== textOf(this.store)) bumpSerial(next, this.apex);
    this.store = next;
    return rcode.NOERROR;
  }

  /** What somebody else does, past all updates. */
  change(steps: readonly ResourceRecord[]): void {
    for (const step of steps) this.take(this.store, step);
    bumpSerial(this.store, this.apex);
  }

  /** Adds RDATA that is not what its type says, to an RRset that is there. */
  changeBlindly({ name, type, rdata }: ResourceRecord): void {
    const key = keyOf(name, type);
    const there = this.store.get(key)!;
    this.store.set(key, { ...there, rdatas: new Map([...there.rdatas, ["odd", rdata]]) });
  }

  /** RFC 2136 §3.2. */
  private unmet(prerequisites: readonly ResourceRecord[]): number {
    const wanted: Store = new Map();
    for (const record of prerequisites) {
      const { name, type, class: code, ttlSeconds, rdata } = record;
      if (ttlSeconds !== 0) return rcode.FORMERR;
      if (!this.inside(name)) return rcode.NOTZONE;
      if (code !== dnsClass.IN && rdata.length > 0) return rcode.FORMERR;
      const there =
        type === metaTypes.ANY
          ? this.rrsets.some(({ owner }) => sameName(owner, name))
          : this.rrset(name, type) !== undefined;
      if (code === dnsClass.ANY) {
        if (!there) return type === metaTypes.ANY ? rcode.NXDOMAIN : rcode.NXRRSET;
      } else if (code === dnsClass.NONE) {
        if (there) return type === metaTypes.ANY ? rcode.YXDOMAIN : rcode.YXRRSET;
      } else add(wanted, record);
    }
    for (const [key, { rdatas }] of wanted) {
      const there = this.store.get(key)?.rdatas;
      if (
        there === undefined ||
        [...there.keys()].sort().join() !== [...rdatas.keys()].sort().join()
      )
        return rcode.NXRRSET;
    }
    return rcode.NOERROR;
  }

  /** RFC 2136 §3.4.1. */
  private unfit(steps: readonly ResourceRecord[]): number {
    for (const { name, type, class: code, ttlSeconds, rdata } of steps) {
      if (!this.inside(name)) return rcode.NOTZONE;
      if (code === dnsClass.IN) {
        if (isMetaType(type)) return rcode.FORMERR;
      } else if (code === dnsClass.ANY) {
        if (ttlSeconds !== 0 || rdata.length > 0) return rcode.FORMERR;
      } else if (code !== dnsClass.NONE || ttlSeconds !== 0) return rcode.FORMERR;
    }
    return rcode.NOERROR;
  }

  /** RFC 2136 §3.4.2. */
  private take(store: Store, record: ResourceRecord): void {
    const { name, type, class: code } = record;
    const atApex = sameName(name, this.apex);
    const lasting = (there: number) => atApex && (there === NS || there === SOA);
    if (code === dnsClass.IN) {
      const others = [...store.values()].filter(
        (there) => sameName(there.owner, name) && !besideCname.has(there.type),
      );
      const hidden =
        type === CNAME
          ? others.some((there) => there.type !== CNAME)
          : !besideCname.has(type) && others.some((there) => there.type === CNAME);
      if (hidden || type === SOA) return;
      if (type === CNAME) store.delete(keyOf(name, type));
      add(store, record);
    } else if (code === dnsClass.ANY) {
      for (const [key, there] of store) {
        const meant =
          sameName(there.owner, name) && (type === metaTypes.ANY || there.type === type);
        if (meant && !lasting(there.type)) store.delete(key);
      }
    } else {
      const there = store.get(keyOf(name, type));
      if (there === undefined || type === SOA) return;
      if (lasting(type) && there.rdatas.size === 1) return;
      const rdatas = new Map(there.rdatas);
      rdatas.delete(canonical(type, record.rdata));
      if (rdatas.size > 0) store.set(keyOf(name, type), { ...there, rdatas });
      else store.delete(keyOf(name, type));
    }
  }

  private inside(name: Uint8Array): boolean {
    return isSubdomain(name, 0, name.length, this.apex, 0, this.apex.length);
  }
}

function add(store: Store, record: Omit<ResourceRecord, "class">): void {
  const { name, type, ttlSeconds, rdata } = record;
  const key = keyOf(name, type);
  const rdatas = new Map(store.get(key)?.rdatas);
  rdatas.set(canonical(type, rdata), rdata);
  const owner = name.slice();
  lowerCase(owner, 0, owner.length);
  store.set(key, { owner, type, ttlSeconds, rdatas });
}

function bumpSerial(store: Store, apex: Uint8Array): void {
  const key = keyOf(apex, SOA);
  const soa = store.get(key)!;
  const rdata = Buffer.from([...soa.rdatas.values()][0]!);
  const at = rdata.length - 20;
  rdata.writeUInt32BE((rdata.readUInt32BE(at) + 1) >>> 0, at);
  store.set(key, { ...soa, rdatas: new Map([[canonical(SOA, rdata), rdata]]) });
}

function textOf(store: Store): string {
  return [...store]
    .map(([key, { ttlSeconds, rdatas }]) => `${key} ${ttlSeconds} ${[...rdatas.keys()].sort()}`)
    .sort()
    .join("\n");
}

function canonical(type: number, rdata: Uint8Array): string {
  const out = new ByteWriter(rdata.length);
  recordTypeOf(type).canonical(rdata, 0, rdata.length, out);
  return Buffer.from(out.toBytes()).toString("hex");
}

function keyOf(name: Uint8Array, type: number): string {
  const lower = name.slice();
  lowerCase(lower, 0, lower.length);
  return `${Buffer.from(lower).toString("hex")} ${type}`;
}

function sameName(a: Uint8Array, b: Uint8Array): boolean {
  return keyOf(a, 0) === keyOf(b, 0);
}
