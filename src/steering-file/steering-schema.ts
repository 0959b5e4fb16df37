/**
 * What `<apex>.steering.yaml` may say. This schema is the one source: the reference page and the
 * JSON Schema for editors are made from it. What joins several places, or the file and its zone, is
 * looked at afterwards.
 */
import { z } from "zod";
import { count, share, text } from "../schema/schema-parts.js";
import { monitorSchema } from "./monitor-schema.js";
import {
  minHealthy,
  monitorKeys,
  pick,
  policyName,
  poolSchema,
  poolsMax,
  tierKeys,
} from "./pool-schema.js";
import { labelFault, labelPattern, number, seconds, span } from "./schema-words.js";

const guard = z
  .strictObject({
    maxRemoved: share({
      description: "Share of a pool that the monitoring may take out; at least one target.",
      initially: "34%",
    }).optional(),
    maxRemovedOfZone: share({
      description:
        "Share of all addresses of the zone that it may take out, each family for itself; at least one. Left out: 10%, and ten in any case.",
    }).optional(),
    window: span(1000, 86_400_000, {
      description: "Within this time.",
      initially: "60s",
    }).optional(),
    release: span(1000, 86_400_000, {
      description: "What is held is let go after its probes have agreed for so long.",
      initially: "120s",
    }).optional(),
  })
  .meta({ description: "How much the monitoring may take out by itself." });

const damping = z
  .union([
    z.boolean(),
    z.strictObject({
      penalty: number(1, 1e6, {
        description: "Added at each transition.",
        initially: 1000,
      }).optional(),
      halfLife: span(1000, 86_400_000, {
        description: "Time in which it halves.",
        initially: "5m",
      }).optional(),
      suppress: number(1, 1e6, {
        description: "Above it the target stays out.",
        initially: 3000,
      }).optional(),
      reuse: number(1, 1e6, {
        description: "Below it the target may come back.",
        initially: 1000,
      }).optional(),
      max: span(1000, 86_400_000, {
        description: "Nothing stays out for longer.",
        initially: "30m",
      }).optional(),
    }),
  ])
  .optional()
  .meta({ description: "Flap damping: `true`, `false`, or its numbers.", initially: true });

const ttl = z
  .union([
    seconds({ description: "" }),
    z.strictObject({
      min: seconds({
        description: "TTL when a change may come at any moment.",
        initially: 30,
      }).optional(),
      max: seconds({ description: "TTL when all is well.", initially: 300 }).optional(),
    }),
  ])
  .optional()
  .meta({ description: "Bounds of the TTL: seconds or durations; one number is both." });

const shed = z
  .strictObject({
    low: share({ description: "Up to this share of capacity nothing is shed." }),
    high: share({ description: "At this share of capacity everything above it is." }),
  })
  .optional()
  .meta({
    description: "Load of a target above which it is spilled.",
    examples: [{ low: "70%", high: "90%" }],
  });

const stickyPrefix = z
  .strictObject({
    v4: count(8, 32, { description: "Bits of an IPv4 address.", initially: 24 }).optional(),
    v6: count(16, 128, { description: "Bits of an IPv6 address.", initially: 56 }).optional(),
  })
  .optional()
  .meta({ description: "Of sticky policies: clients of one prefix get the same targets." });

const steered = z.strictObject({
  name: text().meta({ description: 'Name, relative to the apex; "@" is the apex.' }),
  types: z
    .array(z.enum(["A", "AAAA", "CNAME"]))
    .min(1)
    .optional()
    .meta({ description: "RRsets that are steered. Default: those that the targets are of." }),
  policy: policyName.meta({
    description:
      "`all` that is well; `weighted`: one drawn by weight; `failover`: the first pool that is well enough; `sticky`: one, the same for a client network; `geo`: by where the client is.",
    initially: "all",
  }),
  pick: pick.meta({
    description: "How many targets an answer has (weighted, sticky).",
    initially: 1,
  }),
  maxAnswers: count(1, 1000, { description: "Most targets in one answer. Unset: all." }).optional(),
  ttl,
  minHealthy,
  ...tierKeys,
  onAllDown: z.enum(["all", "last-good", "fallback", "nodata"]).optional().meta({
    description: "What is answered when nothing is well.",
    initially: "all",
  }),
  fallback: z
    .array(text())
    .min(1)
    .max(1000)
    .optional()
    .meta({ description: "Data for `onAllDown: fallback`, of the same RRset." }),
  damping,
  holdDown: span(0, 86_400_000, {
    description: "A target must be well for this long before it comes back.",
    initially: "60s",
  }).optional(),
  slowStart: span(0, 86_400_000, {
    description:
      "Time in which a target that came back gets its full share. Default: 120s, none for two targets or fewer.",
  }).optional(),
  failback: z.enum(["auto", "manual"]).optional().meta({
    description: "Whether a better tier that is well again is taken by itself.",
    initially: "auto",
  }),
  coupleFamilies: z.boolean().optional().meta({
    description: "Whether A and AAAA take their tier together.",
    initially: false,
  }),
  peak: number(0, 1e15, {
    description: "Peak load, in the unit of the capacities; the check of capacity needs it.",
  }).optional(),
  shed,
  stickyPrefix,
  shadow: z.boolean().optional().meta({
    description: "Evaluated and shown, never served.",
    initially: false,
  }),
  unsteered: z
    .array(text())
    .max(1000)
    .optional()
    .meta({ description: "Data of the RRset that is left out of the answers on purpose." }),
  ...monitorKeys,
  pools: z.array(poolSchema).min(1).max(poolsMax).meta({ description: "In order of preference." }),
});

export const steeringSchema = z
  .strictObject({
    monitors: z
      .record(z.string().regex(labelPattern, { error: labelFault }), monitorSchema)
      .optional()
      .meta({ description: "How targets are probed, by a name for each." }),
    guard: guard.optional(),
    steer: z.array(steered).max(10_000).meta({ description: "Names that are steered." }),
  })
  .meta({ title: "fivenines steering file" });

/** A steering file as checked by itself: durations in milliseconds, TTLs in seconds. */
export type SteeringDocument = z.output<typeof steeringSchema>;
export type SteerDocument = SteeringDocument["steer"][number];
