/** The shape of a plan as JSON: what is read is held against it, and programs may rely on it. */
import { z } from "zod";
import { lowerNameFromText } from "../../dns/name-text.js";
import { typeCodeFromText } from "../../dns/rr/registry.js";
import { jsonSchemaOf } from "../../schema/key-table.js";
import type { Change } from "../contract/change.js";
import type { JsonObject } from "../contract/json.js";
import { changeFromJson, changeSchema } from "../journal/change-json.js";
import { planFormat } from "./plan-json.js";

const text = z.string();
const count = z.int().nonnegative();
const jsonObject = z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>;

const name = text
  .transform((value, context) => {
    const wire = lowerNameFromText(value);
    if (wire !== undefined) return wire;
    context.addIssue("is no domain name");
    return z.NEVER;
  })
  .meta({ description: "A domain name, absolute, lower case." });

const type = text
  .transform((value, context) => {
    const code = typeCodeFromText(value);
    if (code !== -1) return code;
    context.addIssue("is no record type");
    return z.NEVER;
  })
  .meta({ description: "A record type: MX, TYPE65280." });

const change = changeSchema.transform((value, context): Change => {
  try {
    return changeFromJson(value);
  } catch (fault) {
    context.addIssue(fault instanceof Error ? fault.message : "is no change");
    return z.NEVER;
  }
});

const planned = z.object({
  change: change.meta({
    description:
      "What is made, changed or deleted, with an id that is unique within the part. RDATA is in presentation form; `raw` is what the provider's adapter needs to find it again.",
  }),
  cause: z.enum(["pending", "drift", "conflict", "first"]).meta({
    description:
      "Who moved since the last push: the zone file, the provider, both; or there was none.",
  }),
  why: text.meta({ description: "The same in a sentence, with what comes and goes." }),
});

const refusal = z.object({
  code: text.meta({ description: "One of those in sync-refusals.md." }),
  message: text,
  lift: text.meta({ description: "Flag that lifts it; empty if none does." }),
});

const loss = z.object({
  code: text,
  severity: z.enum(["info", "degraded", "refused"]),
  owner: name,
  type,
  message: text,
  hint: text,
});

const batch = z.object({
  changes: z.array(text).meta({ description: "Ids of changes, in order." }),
  summary: text,
  calls: count,
  overwrite: z.boolean().meta({ description: "Without comparing what is there." }),
});

const zone = z.object({
  id: text.meta({ description: "The provider's name for the zone." }),
  assigned: z.array(name).meta({ description: "Nameservers that the provider assigned." }),
  facts: jsonObject,
});

export const partSchema = z.object({
  apex: text,
  provider: text.meta({ description: "Its key in the configuration." }),
  serial: count.meta({ description: "Of the zone file." }),
  stage: count.meta({ description: "Place in the roll-out, from 0." }),
  zone: zone.nullable().meta({ description: "Null: the zone is not there, and is made." }),
  liveDigest: text.meta({
    description: "Digest of what the provider had: the plan is for that and nothing else.",
  }),
  changes: z.array(planned),
  held: z
    .array(planned.extend({ refusal }))
    .meta({ description: "Not applied, each for its refusal; the others are." }),
  refusals: z
    .array(refusal)
    .meta({ description: "If there is one, nothing of the part is applied." }),
  losses: z
    .array(loss)
    .meta({ description: "What the provider cannot hold as the zone file has it." }),
  batches: z.array(batch).meta({ description: "Calls that make changes; none if refused." }),
  unchanged: count.meta({ description: "RRsets that are equal." }),
  foreign: z
    .array(z.object({ owner: name, type, variant: text.default("") }))
    .meta({ description: "RRsets that others made and that stay." }),
  opaque: z
    .array(z.object({ owner: name, type, what: text }))
    .meta({ description: "What the provider holds and fivenines does not understand." }),
  expected: z.object({ calls: count, seconds: z.number().nonnegative() }),
});

export const planSchema = z.object({
  format: z
    .literal(planFormat)
    .meta({ description: "Raised when a field changes its meaning or goes." }),
  id: text.meta({ description: "The first 12 digits of the hash." }),
  hash: text.meta({ description: "SHA-256 over everything but `madeAt` and `summary`." }),
  madeAt: z.iso.datetime(),
  summary: z.record(z.string(), count).optional().meta({ description: "Counts over all parts." }),
  unreachable: z
    .array(z.object({ apex: text, provider: text, reason: text, hint: text }))
    .meta({ description: "Members that could not be looked at." }),
  parts: z.array(partSchema).meta({ description: "Of each zone at each provider." }),
});

/** `docs/reference/sync-plan.schema.json`. */
export function planJsonSchema(): Record<string, unknown> {
  return {
    title: "Plan of fivenines sync plan --out, and --format json",
    ...jsonSchemaOf(planSchema),
  };
}
