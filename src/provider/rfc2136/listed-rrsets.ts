/** Records of a transfer as RRsets, those that the server makes by itself left out. */
import type { ResourceRecord } from "../../dns/message.js";
import { lowerCase } from "../../dns/name.js";
import { orderedRdatas } from "../rrset/ordered-rdatas.js";
import { type ListedRrset, rrsetKey } from "../rrset/rrset.js";

/** Types that only whoever signs a zone makes: RRSIG, NSEC, NSEC3, NSEC3PARAM. */
const signersTypes: ReadonlySet<number> = new Set([46, 47, 50, 51]);
/** BIND keeps the progress of signing in records of this type at the apex. */
const bindSigningState = 65534;
/** DNSKEY, CDS, CDNSKEY: of the signer, at the apex of a signed zone. */
const signersApexTypes: ReadonlySet<number> = new Set([48, 59, 60]);

/** Whether the server makes RRsets of this kind by itself. */
export function isServersOwn(type: number, atApex: boolean, signed: boolean): boolean {
  if (signersTypes.has(type)) return true;
  return atApex && (type === bindSigningState || (signed && signersApexTypes.has(type)));
}

interface Group {
  readonly owner: Uint8Array;
  readonly type: number;
  ttlSeconds: number;
  readonly rdatas: Uint8Array[];
}

export function listedRrsets(
  records: readonly ResourceRecord[],
  apex: Uint8Array,
  signed: boolean,
): ListedRrset[] {
  const groups = new Map<string, Group>();
  for (const { name, type, ttlSeconds, rdata } of records) {
    if (isServersOwn(type, name.length === apex.length, signed)) continue;
    const owner = name.slice();
    lowerCase(owner, 0, owner.length);
    const key = rrsetKey(owner, type);
    let group = groups.get(key);
    if (group === undefined) {
      group = { owner, type, ttlSeconds, rdatas: [] };
      groups.set(key, group);
    }
    // RFC 2181 §5.2: TTLs of an RRset that differ are an error; the lowest is safe.
    group.ttlSeconds = Math.min(group.ttlSeconds, ttlSeconds);
    group.rdatas.push(rdata);
  }
  return [...groups.values()].map(({ owner, type, ttlSeconds, rdatas }) => ({
    owner,
    type,
    variant: "",
    ttlSeconds,
    rdatas: orderedRdatas(type, rdatas),
    extra: null,
    raw: null,
    marked: null,
  }));
}
