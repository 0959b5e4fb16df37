/** Changes as JSON, RRsets in presentation form; what comes back from a disk is checked. */
import { z } from "zod";
import type { Change } from "../contract/change.js";
import type { JsonObject } from "../contract/json.js";
import {
  listedRrsetFromJson,
  listedRrsetToJson,
  rrsetFromJson,
  rrsetToJson,
} from "../rrset/rrset-text.js";

const jsonObject = z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>;

export const rrsetSchema = z.object({
  owner: z.string(),
  type: z.string(),
  ttl: z.number(),
  rdata: z.array(z.string()),
  variant: z.string().exactOptional(),
  extra: jsonObject.exactOptional(),
});

const listedSchema = rrsetSchema.extend({
  raw: z.json().exactOptional(),
  marked: z.boolean().exactOptional(),
});

const resourceSchema = z.object({
  type: z.string(),
  name: z.string(),
  spec: z.json(),
  raw: z.json(),
});

export const changeSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.enum(["create", "update", "delete"]),
    id: z.string(),
    before: listedSchema.nullable(),
    after: rrsetSchema.nullable(),
  }),
  z.object({
    kind: z.literal("setting"),
    id: z.string(),
    name: z.string(),
    before: z.json(),
    after: z.json(),
  }),
  z.object({
    kind: z.literal("resource"),
    id: z.string(),
    name: z.string(),
    before: resourceSchema.nullable(),
    after: resourceSchema.nullable(),
  }),
]);

export type ChangeJson = z.infer<typeof changeSchema>;

export function changeToJson(change: Change): ChangeJson {
  if (change.kind === "setting" || change.kind === "resource") return change as ChangeJson;
  const { kind, id, before, after } = change;
  return {
    kind,
    id,
    before: before === null ? null : (listedRrsetToJson(before) as z.infer<typeof listedSchema>),
    after: after === null ? null : (rrsetToJson(after) as z.infer<typeof rrsetSchema>),
  };
}

/** Throws RrsetTextFault, or TypeError of a change that has neither before nor after. */
export function changeFromJson(json: ChangeJson): Change {
  if (json.kind === "setting" || json.kind === "resource") return json;
  const before = json.before === null ? null : listedRrsetFromJson(json.before);
  const after = json.after === null ? null : rrsetFromJson(json.after);
  const { id } = json;
  if (before === null && after !== null) return { kind: "create", id, before, after };
  if (before !== null && after !== null) return { kind: "update", id, before, after };
  if (before !== null && after === null) return { kind: "delete", id, before, after };
  throw new TypeError(`${id} changes nothing into nothing`);
}
