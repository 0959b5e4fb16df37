/**
 * A transfer as RRsets, those that the server makes by itself left out. RRsets with RDATA that is
 * not understood here are opaque: they stay as they are.
 */
import type { MalformedRecord } from "../../dns/message.js";
import { lowerCase } from "../../dns/name.js";
import type { TransferredZone } from "../../transfer/axfr.js";
import type { OpaqueItem, Snapshot } from "../contract/provider.js";
import { orderedRdatas } from "../rrset/ordered-rdatas.js";
import { rrsetKey } from "../rrset/rrset.js";

/** Types that only whoever signs a zone makes: RRSIG, NSEC, NSEC3, NSEC3PARAM. */
const signersTypes: ReadonlySet<number> = new Set([46, 47, 50, 51]);
/**
 * Of this copy of the zone, at the apex: ZONEMD, and the type in which BIND keeps how far signing
 * has come.
 */
const copysApexTypes: ReadonlySet<number> = new Set([63, 65534]);
/** DNSKEY, CDS, CDNSKEY: of the signer, at the apex of a signed zone. */
const signersApexTypes: ReadonlySet<number> = new Set([48, 59, 60]);

/** Whether the server makes RRsets of this kind by itself. */
export function isServersOwn(type: number, atApex: boolean, signed: boolean): boolean {
  if (signersTypes.has(type)) return true;
  return atApex && (copysApexTypes.has(type) || (signed && signersApexTypes.has(type)));
}

interface Group {
  readonly owner: Uint8Array;
  readonly type: number;
  ttlSeconds: number;
  readonly rdatas: Uint8Array[];
}

export function listingOf(
  { records, malformed }: Pick<TransferredZone, "records" | "malformed">,
  apex: Uint8Array,
  signed: boolean,
): Pick<Snapshot, "rrsets" | "opaque"> {
  const isOwn = ({ name, type }: MalformedRecord) =>
    isServersOwn(type, name.length === apex.length, signed);
  const opaque = new Map<string, OpaqueItem>();
  for (const record of malformed) {
    const owner = lowered(record.name);
    const { type } = record;
    const what = "a record whose RDATA is not what its type says";
    if (!isOwn(record)) opaque.set(rrsetKey(owner, type), { owner, type, what });
  }
  const groups = new Map<string, Group>();
  for (const record of records) {
    if (isOwn(record)) continue;
    const { type, ttlSeconds, rdata } = record;
    const owner = lowered(record.name);
    const key = rrsetKey(owner, type);
    if (opaque.has(key)) continue;
    let group = groups.get(key);
    if (group === undefined) {
      group = { owner, type, ttlSeconds, rdatas: [] };
      groups.set(key, group);
    }
    // RFC 2181 §5.2: TTLs of an RRset that differ are an error; the lowest is safe.
    group.ttlSeconds = Math.min(group.ttlSeconds, ttlSeconds);
    group.rdatas.push(rdata);
  }
  const rrsets = [...groups.values()].map(({ owner, type, ttlSeconds, rdatas }) => ({
    owner,
    type,
    variant: "",
    ttlSeconds,
    rdatas: orderedRdatas(type, rdatas),
    extra: null,
    raw: null,
    marked: null,
  }));
  return { rrsets, opaque: [...opaque.values()] };
}

function lowered(name: Uint8Array): Uint8Array {
  const owner = new Uint8Array(name);
  lowerCase(owner, 0, owner.length);
  return owner;
}
