/** Records as the API lists them, gathered to RRsets. */
import { isSubdomain } from "../../dns/name.js";
import { typeCodeFromText } from "../../dns/rr/registry.js";
import type { OpaqueItem } from "../contract/provider.js";
import { orderedRdatas } from "../rrset/ordered-rdatas.js";
import { type ListedRrset, rrsetKey } from "../rrset/rrset.js";
import { type Extra, extraToJson, type RawRecord, servedTtl } from "./extra.js";
import { noteOf } from "./mark.js";
import { ownerFromApi } from "./name-form.js";
import type { CloudflareRecord } from "./payloads.js";
import { recordForms } from "./record-forms.js";

export interface Listing {
  readonly rrsets: readonly ListedRrset[];
  readonly opaque: readonly OpaqueItem[];
}

interface Group {
  readonly owner: Uint8Array;
  readonly type: number;
  readonly rdatas: Uint8Array[];
  readonly records: CloudflareRecord[];
}

export function listingOf(
  records: readonly CloudflareRecord[],
  apex: Uint8Array,
  marks: boolean,
): Listing {
  const groups = new Map<string, Group>();
  const opaque: OpaqueItem[] = [];
  for (const record of records) {
    const owner = ownerFromApi(record.name);
    const type = typeCodeFromText(record.type);
    const isInside =
      owner !== undefined && isSubdomain(owner, 0, owner.length, apex, 0, apex.length);
    const rdata = isInside ? recordForms.get(type)?.fromApi(record) : undefined;
    if (owner === undefined || rdata === undefined || record.meta?.read_only === true) {
      opaque.push({
        owner: isInside ? owner : apex,
        type: Math.max(0, type),
        what: whatOf(record),
      });
      continue;
    }
    const key = rrsetKey(owner, type);
    const group = groups.get(key) ?? { owner, type, rdatas: [], records: [] };
    groups.set(key, group);
    group.rdatas.push(rdata);
    group.records.push(record);
  }
  return { rrsets: [...groups.values()].map((group) => rrsetOf(group, marks)), opaque };
}

function rrsetOf({ owner, type, rdatas, records }: Group, marks: boolean): ListedRrset {
  const raw = records.map((record, i) => rawOf(record, rdatas[i]!));
  const notes = raw.map(({ comment }) => noteOf(comment));
  const isProxied = raw.some(({ proxied }) => proxied);
  const ttls = isProxied ? [servedTtl({ ttl: 1, proxied: true })] : distinct(raw.map(servedTtl));
  const [comment = ""] = distinct(notes.map(({ text }) => text));
  const isOneComment = notes.every(({ text }) => text === comment);
  const settings = inCommon(records.map(settingsOn));
  const tags = inCommon(records.map((record) => record.tags ?? []));
  const extra: Extra = {
    ...(isProxied ? { proxied: raw.every(({ proxied }) => proxied) ? true : "some" } : {}),
    ...(isOneComment && comment !== "" ? { comment } : {}),
    ...(settings.length === 0
      ? {}
      : { settings: Object.fromEntries(settings.map((name) => [name, true])) }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(ttls.length > 1 ? { ttls: ttls.sort((a, b) => a - b) } : {}),
  };
  return {
    owner,
    type,
    variant: "",
    ttlSeconds: Math.min(...ttls),
    rdatas: orderedRdatas(type, rdatas),
    extra: extraToJson(extra),
    raw,
    marked: marks ? notes.every(({ isMarked }) => isMarked) : null,
  };
}

function rawOf(record: CloudflareRecord, rdata: Uint8Array): RawRecord {
  const { id, ttl, proxied, comment, tags } = record;
  const settings = settingsOn(record);
  return {
    id,
    rdata: Buffer.from(rdata).toString("base64"),
    ttl,
    proxied: proxied === true,
    comment: comment ?? null,
    ...(tags === undefined || tags === null || tags.length === 0 ? {} : { tags }),
    ...(settings.length === 0 ? {} : { settings }),
  };
}

function settingsOn({ settings }: CloudflareRecord): string[] {
  return Object.entries(settings ?? {})
    .filter(([, value]) => value === true)
    .map(([name]) => name);
}

function inCommon([first = [], ...others]: readonly (readonly string[])[]): string[] {
  return first.filter((one) => others.every((list) => list.includes(one))).sort();
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

function whatOf({ type, meta }: CloudflareRecord): string {
  const shown = type.slice(0, 20).replace(/[^\x21-\x7e]/g, "?");
  return meta?.read_only === true
    ? `${shown} that a service of Cloudflare keeps, such as Email Routing`
    : `${shown} that makes no sense here`;
}
