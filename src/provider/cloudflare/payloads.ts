/** What the API answers, as far as it is read. */
import { z } from "zod";

const id = z.string().min(1).max(100);

const zone = z.object({
  id,
  name: z.string(),
  type: z.string().default("full"),
  name_servers: z.array(z.string()).max(32).nullish(),
  plan: z.object({ legacy_id: z.string().nullish() }).nullish(),
  account: z.object({ id: z.string() }).nullish(),
});

export type CloudflareZone = z.infer<typeof zone>;

export const zoneAnswer = zone;
export const zonesAnswer = z.object({ result: z.array(zone) });

export const settingsAnswer = z.object({
  multi_provider: z.boolean().default(false),
  flatten_all_cnames: z.boolean().default(false),
  ns_ttl: z.number().int().min(0).default(86_400),
});

/** A number, or nothing where it is none: what is missing is found out by the record's form. */
const priority = z.number().nullish().catch(null);

const record = z.object({
  id,
  name: z.string(),
  type: z.string(),
  content: z
    .string()
    .nullish()
    .transform((content) => content ?? undefined),
  data: z.record(z.string(), z.unknown()).nullish().catch(null),
  priority,
  ttl: z.number().int().min(0).max(0x7fff_ffff),
  proxied: z.boolean().nullish(),
  comment: z.string().nullish(),
  tags: z.array(z.string()).nullish().catch(null),
  settings: z.record(z.string(), z.unknown()).nullish().catch(null),
  meta: z.object({ read_only: z.boolean().nullish() }).nullish().catch(null),
});

export type CloudflareRecord = z.infer<typeof record>;

export const recordsPage = z.object({
  result: z.array(record),
  result_info: z.object({ total_count: z.number().int().min(0) }),
});

export const errorsOf = z.object({
  errors: z.array(z.object({ code: z.number().int(), message: z.string() })).min(1),
});
