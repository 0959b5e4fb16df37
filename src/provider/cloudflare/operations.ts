/**
 * Changes as operations of a batch. A record keeps its id, and with it comment, tags and settings,
 * wherever a value stays or another can take its place: PATCH names only what changes.
 */
import { typeName } from "../../dns/rr/registry.js";
import type { RrsetChange } from "../contract/change.js";
import type { Json, JsonObject } from "../contract/json.js";
import { looseComparison } from "../rrset/comparable-rdata.js";
import type { Rrset } from "../rrset/rrset.js";
import { sameJson } from "../rrset/same-json.js";
import { comparableKey } from "../rrset/same-rrset.js";
import { extraOf, type RawRecord, rawRecordsOf, servedTtl } from "./extra.js";
import { commentOf, noteOf } from "./mark.js";
import { nameToApi } from "./name-form.js";
import { recordForms } from "./record-forms.js";

export interface Operations {
  readonly deletes: readonly JsonObject[];
  readonly patches: readonly JsonObject[];
  readonly posts: readonly JsonObject[];
}

/** `marks`: comments of new records begin with our mark. */
export function operationsOf(change: RrsetChange, marks: boolean): Operations {
  switch (change.kind) {
    case "create":
      return updateOf([], change, marks);
    case "delete":
      return { deletes: rawRecordsOf(change.before.raw).map(idOf), patches: [], posts: [] };
    case "update":
      return updateOf(rawRecordsOf(change.before.raw), change, marks);
  }
}

export function countOf({ deletes, patches, posts }: Operations): number {
  return deletes.length + patches.length + posts.length;
}

export function together(operations: readonly Operations[]): Operations {
  return {
    deletes: operations.flatMap(({ deletes }) => deletes),
    patches: operations.flatMap(({ patches }) => patches),
    posts: operations.flatMap(({ posts }) => posts),
  };
}

/** Parts of at most `max` operations; more than one only where an owner alone has more. */
export function divided(operations: Operations, max: number): Operations[] {
  const parts: Operations[] = [];
  let room = 0;
  for (const kind of ["deletes", "patches", "posts"] as const) {
    for (let at = 0; at < operations[kind].length; ) {
      if (room === 0) {
        parts.push({ deletes: [], patches: [], posts: [] });
        room = max;
      }
      const taken = operations[kind].slice(at, at + room);
      parts.push({ ...parts.pop()!, [kind]: taken });
      at += taken.length;
      room -= taken.length;
    }
  }
  return parts;
}

type Made = Extract<RrsetChange, { readonly kind: "create" | "update" }>;

function updateOf(
  before: readonly RawRecord[],
  { after, restores = null }: Made,
  marks: boolean,
): Operations {
  const wanted = valuesOf(after);
  const restored = new Map(rawRecordsOf(restores).map((one) => [keyOfRaw(after.type, one), one]));
  const patches: JsonObject[] = [];
  const spare: RawRecord[] = [];
  for (const record of before) {
    const key = keyOfRaw(after.type, record);
    if (!wanted.delete(key)) spare.push(record);
    else patches.push(...patchOf(record, after, null, restored.get(key)));
  }
  const posts: JsonObject[] = [];
  for (const [key, rdata] of wanted) {
    const record = spare.shift();
    const was = restored.get(key);
    if (record !== undefined) patches.push(...patchOf(record, after, rdata, was));
    else posts.push(was === undefined ? postOf(after, rdata, marks) : postBack(after, rdata, was));
  }
  return { deletes: spare.map(idOf), patches, posts };
}

/** Two that only differ in the case of a name are one record to Cloudflare. */
function valuesOf({ type, rdatas }: Rrset): Map<string, Uint8Array> {
  return new Map(rdatas.map((rdata) => [keyOf(type, rdata), rdata]));
}

/**
 * Nothing if the record is as it should be; `rdata` is its new value, null where it stays, and `was`
 * the record that is put back.
 */
function patchOf(
  record: RawRecord,
  after: Rrset,
  rdata: Uint8Array | null,
  was: RawRecord | undefined,
): JsonObject[] {
  const extra = extraOf(after);
  const changes: Record<string, Json> = rdata === null ? {} : { ...contentOf(after, rdata) };
  // `some` says that each record is to stay as it is.
  const kept = extra.proxied === "some" ? record.proxied : extra.proxied === true;
  const proxied = was?.proxied ?? kept;
  if (proxied !== record.proxied) changes.proxied = proxied;
  // Without proxy its TTL counts again; an automatic one of 300 stays automatic.
  const served = servedTtl({ ttl: record.ttl, proxied });
  const isTtlRight = was === undefined ? served === after.ttlSeconds : record.ttl === was.ttl;
  if (!proxied && !isTtlRight) changes.ttl = was?.ttl ?? after.ttlSeconds;
  const note = noteOf(record.comment);
  if (was !== undefined) {
    if (was.comment !== record.comment) changes.comment = was.comment ?? "";
    if (!sameJson(was.tags ?? [], record.tags ?? [])) changes.tags = was.tags ?? [];
  } else if (extra.comment !== undefined && extra.comment !== note.text) {
    changes.comment = commentOf({ isMarked: note.isMarked, text: extra.comment });
  }
  if (Object.keys(changes).length === 0) return [];
  return [{ id: record.id, ...ownerAndType(after), ...changes }];
}

/** A record that was deleted, as it was. */
function postBack(after: Rrset, rdata: Uint8Array, was: RawRecord): JsonObject {
  const { ttl, proxied, comment, tags, settings } = was;
  return {
    ...ownerAndType(after),
    ...contentOf(after, rdata),
    ...(proxied ? { ttl: 1, proxied: true } : { ttl }),
    ...(comment === null ? {} : { comment }),
    ...(settings === undefined
      ? {}
      : { settings: Object.fromEntries(settings.map((name) => [name, true])) }),
    ...(tags === undefined ? {} : { tags }),
  };
}

function postOf(after: Rrset, rdata: Uint8Array, marks: boolean): JsonObject {
  const { proxied, comment: text = "", settings, tags } = extraOf(after);
  const comment = commentOf({ isMarked: marks, text });
  return {
    ...ownerAndType(after),
    ...contentOf(after, rdata),
    ...(proxied === undefined ? { ttl: after.ttlSeconds } : { ttl: 1, proxied: true }),
    ...(comment === "" ? {} : { comment }),
    ...(settings === undefined ? {} : { settings }),
    ...(tags === undefined ? {} : { tags }),
  };
}

/** Translation let nothing through that has no form. */
function contentOf({ type }: Rrset, rdata: Uint8Array): JsonObject {
  return { ...recordForms.get(type)?.toApi(rdata) };
}

function ownerAndType({ owner, type }: Rrset): { readonly name: string; readonly type: string } {
  return { name: nameToApi(owner) ?? "", type: typeName(type) };
}

const idOf = ({ id }: RawRecord): JsonObject => ({ id });

const keyOfRaw = (type: number, { rdata }: RawRecord) => keyOf(type, Buffer.from(rdata, "base64"));

const keyOf = (type: number, rdata: Uint8Array) => comparableKey(type, rdata, looseComparison);
