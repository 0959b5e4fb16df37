/**
 * What Cloudflare knows of an RRset besides TTL and RDATA, in `extra`; and what it takes to change
 * its records, in `raw`.
 */
import { z } from "zod";
import type { Json, JsonObject } from "../contract/json.js";
import type { Rrset } from "../rrset/rrset.js";

export interface Extra {
  /** Answered with addresses of Cloudflare's proxy; `some` of the records have the flag. */
  readonly proxied?: true | "some";
  /** The note of all records alike, without our mark. */
  readonly comment?: string;
  /** Settings of all records alike: `flatten_cname`, `ipv4_only`. */
  readonly settings?: Readonly<Record<string, boolean>>;
  /** Tags of all records alike. */
  readonly tags?: readonly string[];
  /** TTLs of records that disagree; no RRset should be so. */
  readonly ttls?: readonly number[];
}

const extraSchema = z.object({
  proxied: z.union([z.literal(true), z.literal("some")]).optional(),
  comment: z.string().optional(),
  settings: z.record(z.string(), z.boolean()).optional(),
  tags: z.array(z.string()).optional(),
  ttls: z.array(z.number()).optional(),
});

export function extraOf({ extra }: Pick<Rrset, "extra">): Extra {
  const parsed = extraSchema.safeParse(extra ?? {});
  return parsed.success ? (parsed.data as Extra) : {};
}

/** Null where there is nothing. */
export function extraToJson(extra: Extra): JsonObject | null {
  const entries = Object.entries(extra).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? null : (Object.fromEntries(entries) as JsonObject);
}

/** One record of an RRset as it was listed. */
const rawRecord = z.object({
  id: z.string(),
  /** RDATA, base64. */
  rdata: z.string(),
  /** As kept: 1 is automatic. */
  ttl: z.number(),
  proxied: z.boolean(),
  /** As kept, our mark included. */
  comment: z.string().nullable(),
  /** None if there are none. */
  tags: z.array(z.string()).exactOptional(),
  /** Those that are on. */
  settings: z.array(z.string()).exactOptional(),
});

export type RawRecord = z.infer<typeof rawRecord>;

const rawSchema = z.array(rawRecord);

/** Of an RRset that this adapter listed; nothing of one that a plan file spoilt. */
export function rawRecordsOf(raw: Json): readonly RawRecord[] {
  const parsed = rawSchema.safeParse(raw);
  return parsed.success ? parsed.data : [];
}

/** What a TTL of 1, automatic, and proxied records are served with. */
export const automaticSeconds = 300;

export function servedTtl({ ttl, proxied }: Pick<RawRecord, "ttl" | "proxied">): number {
  return ttl === 1 || proxied ? automaticSeconds : ttl;
}
