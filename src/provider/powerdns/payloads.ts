/** What the API answers, as far as it is read. */
import { z } from "zod";

const record = z.object({ content: z.string(), disabled: z.boolean().default(false) });

const rrset = z.object({
  name: z.string(),
  type: z.string(),
  ttl: z.number().int().min(0).max(0xffff_ffff),
  records: z.array(record),
});

export type PowerdnsRrset = z.infer<typeof rrset>;

const zoneHead = z.object({
  id: z.string().min(1).max(2000),
  name: z.string(),
  kind: z.string(),
  serial: z.number().int().min(0).max(0xffff_ffff).optional(),
  dnssec: z.boolean().default(false),
  soa_edit: z.string().default(""),
  soa_edit_api: z.string().default(""),
});

export const zoneList = z.array(zoneHead);
export const zoneOnly = zoneHead;
export type PowerdnsZone = z.infer<typeof zoneHead>;

export const zoneWithRrsets = zoneHead.extend({ rrsets: z.array(rrset) });

/** Where the server listens is among them. */
export const serverSettings = z.array(z.object({ name: z.string(), value: z.string() }));

export const errorBody = z.object({ error: z.string() });
