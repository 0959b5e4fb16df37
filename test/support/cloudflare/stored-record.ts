/**
 * A record as the fake keeps it, and how a request's body becomes one. PUT and POST start from the
 * defaults, PATCH from the record that is there.
 */
import { ApiError, apiErrors } from "./api-error.js";
import type { PlanRules } from "./plan-rules.js";
import { readName, typeForms } from "./record-data.js";

export interface StoredRecord {
  readonly id: string;
  readonly type: string;
  /** TYPE code. */
  readonly code: number;
  /** Lower case, without final dot. */
  readonly name: string;
  readonly content: string;
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly priority: number | null;
  /** 1 is automatic. */
  readonly ttl: number;
  readonly proxied: boolean;
  readonly comment: string | null;
  readonly tags: readonly string[];
  readonly settings: Readonly<Record<string, boolean>>;
  readonly createdOn: string;
  readonly modifiedOn: string;
  /** Made by a service of Cloudflare: Email Routing. */
  readonly readOnly: boolean;
  readonly rdata: Uint8Array;
}

export type RecordBody = Readonly<Record<string, unknown>>;

const proxiable = new Set(["A", "AAAA", "CNAME"]);
const ttlSecondsMax = 86_400;
const contentWireMax = 4096;

/** `was` is what a PATCH changes; fields that the body leaves out keep their value. */
export function recordOf(
  body: RecordBody,
  was: StoredRecord | undefined,
  facts: { id: string; zone: string; plan: PlanRules; nowMs: number; readOnly?: boolean },
): StoredRecord {
  const fields: RecordBody = was === undefined ? body : { ...bodyOf(was), ...body };
  const type = String(fields.type ?? "").toUpperCase();
  const form = typeForms[type];
  if (form === undefined) throw apiErrors.type();
  const name = ownerOf(fields.name, facts.zone);

  // A PATCH that gives a new `content` to a type with `data` means the content, and the other way.
  const given = body.data !== undefined || was === undefined ? fields.data : was.data;
  const data = form.data === undefined ? null : dataOf(type, form.data, given);
  const priority = form.priority === undefined ? null : whole(fields.priority, type);
  const parts = {
    content: String(fields.content ?? ""),
    data: data ?? {},
    priority: priority ?? 0,
  };
  const read = refused(type, () => form.read(parts));
  if (read.rdata.length > contentWireMax) throw apiErrors.wireLength();
  if (type === "CNAME" && read.content === name) throw apiErrors.content(type);

  const proxied = fields.proxied === true;
  if (proxied && !proxiable.has(type)) throw apiErrors.notProxiable();
  const now = new Date(facts.nowMs).toISOString();
  return {
    id: facts.id,
    type,
    code: form.code,
    name,
    content: read.content,
    data,
    priority,
    ttl: ttlOf(fields.ttl, proxied, facts.plan),
    proxied,
    comment: commentOf(fields.comment, facts.plan),
    tags: tagsOf(fields.tags, facts.plan),
    settings: settingsOf(fields.settings, proxied, facts.plan),
    createdOn: was?.createdOn ?? now,
    modifiedOn: now,
    readOnly: facts.readOnly ?? was?.readOnly ?? false,
    rdata: read.rdata,
  };
}

/** As the API answers it. */
export function toApi(record: StoredRecord): Record<string, unknown> {
  return {
    id: record.id,
    name: record.name,
    type: record.type,
    content: record.content,
    proxiable: proxiable.has(record.type),
    proxied: record.proxied,
    ttl: record.ttl,
    settings: record.settings,
    meta: record.readOnly ? { email_routing: true, read_only: true } : {},
    comment: record.comment,
    tags: record.tags,
    created_on: record.createdOn,
    modified_on: record.modifiedOn,
    ...(record.priority === null ? {} : { priority: record.priority }),
    ...(record.data === null ? {} : { data: record.data }),
  };
}

function bodyOf(record: StoredRecord): RecordBody {
  const { type, name, content, data, priority, ttl, proxied, comment, tags, settings } = record;
  return { type, name, content, data, priority, ttl, proxied, comment, tags, settings };
}

/** Names that do not end in the zone's are taken as relative to it. */
function ownerOf(value: unknown, zone: string): string {
  if (typeof value !== "string" || value === "") throw apiErrors.name();
  if (value === "@") return zone;
  let name: string;
  try {
    name = readName(value, "").text;
  } catch {
    throw apiErrors.name();
  }
  const whole = name === zone || name.endsWith(`.${zone}`) ? name : `${name}.${zone}`;
  if (whole.length > 253) throw apiErrors.name();
  return whole;
}

/** Exactly the members of the type's `data`. */
function dataOf(type: string, members: readonly string[], value: unknown): RecordBody {
  if (typeof value !== "object" || value === null) throw apiErrors.content(type);
  const given = value as RecordBody;
  return Object.fromEntries(
    members.map((member) => {
      if (given[member] === undefined) throw apiErrors.content(type);
      return [member, given[member]];
    }),
  );
}

function whole(value: unknown, type: string): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > 65_535) {
    throw apiErrors.content(type);
  }
  return value;
}

function refused<T>(type: string, read: () => T): T {
  try {
    return read();
  } catch (fault) {
    throw fault instanceof ApiError ? fault : apiErrors.content(type);
  }
}

/** Proxied forces automatic. */
function ttlOf(value: unknown, proxied: boolean, plan: PlanRules): number {
  if (proxied) return 1;
  const ttl = value ?? 1;
  if (ttl === 1) return 1;
  if (
    !Number.isInteger(ttl) ||
    (ttl as number) < plan.ttlSecondsMin ||
    (ttl as number) > ttlSecondsMax
  ) {
    throw apiErrors.ttl(plan.ttlSecondsMin);
  }
  return ttl as number;
}

function commentOf(value: unknown, plan: PlanRules): string | null {
  if (value === undefined || value === null || value === "") return null;
  if (typeof value !== "string" || value.length > plan.commentMax) {
    throw apiErrors.comment(plan.commentMax);
  }
  return value;
}

function tagsOf(value: unknown, plan: PlanRules): readonly string[] {
  const tags = Array.isArray(value) ? value.map(String) : [];
  if (tags.length > 0 && !plan.tags) throw apiErrors.tags();
  return tags;
}

/** `flatten_cname` needs a paid plan, and a proxied record drops it in silence. */
function settingsOf(
  value: unknown,
  proxied: boolean,
  plan: PlanRules,
): Readonly<Record<string, boolean>> {
  const settings = typeof value === "object" && value !== null ? (value as RecordBody) : {};
  const kept: Record<string, boolean> = {};
  for (const name of ["flatten_cname", "ipv4_only", "ipv6_only"]) {
    if (settings[name] !== true) continue;
    if (name === "flatten_cname" && !plan.flattening) throw apiErrors.flattening();
    if ((name === "flatten_cname") !== proxied) kept[name] = true;
  }
  return kept;
}
