/**
 * What `<apex>.steering.yaml` may say. This schema is the one source: the reference page and the
 * JSON Schema for editors are made from it. What joins several places, or the file and its zone, is
 * looked at afterwards.
 */
import { z } from "zod";
import { count, prefix, share, text } from "../schema/schema-parts.js";
import { monitorSchema } from "./monitor-schema.js";
import {
  label,
  labelFault,
  labelPattern,
  number,
  port,
  seconds,
  several,
  span,
} from "./schema-words.js";

/** A whole zone in one answer set is no steering; what is larger is a mistake. */
const poolsMax = 256;
const targetsMax = 10_000;

const monitors = {
  monitor: label({ description: "Monitor that probes the targets." }).optional(),
  monitors: z
    .array(z.string())
    .max(16)
    .optional()
    .meta({ description: "The same for several. An empty list: not probed." }),
  require: z
    .union([z.enum(["all", "any"]), z.int().min(1)], {
      error: "must be all, any, or a number from 1",
    })
    .optional()
    .meta({ description: "How many of the monitors must say up.", initially: "all" }),
};

const targetKeys = z.strictObject({
  value: text().meta({
    description: "Address, or the name that a CNAME leads to: data of the zone.",
  }),
  weight: number(0, 1_000_000, {
    description: "Share of the answers where one is drawn; 0 is drawn last of all.",
    initially: 1,
  }).optional(),
  capacity: number(0, 1e15, {
    description: "Load that it can carry, in any unit that is used throughout.",
  }).optional(),
  group: label({ description: "Targets of one group fail together: a rack, a site." }).optional(),
  state: z.enum(["auto", "up", "down", "drain", "standby"]).optional().meta({
    description:
      "`auto`: by its probes. `up`, `down`: whatever they say. `drain`: no new clients, never revived. `standby`: only when nothing better is left.",
    initially: "auto",
  }),
  ...monitors,
  probe: text()
    .optional()
    .meta({ description: "Address to probe, if not the one that is answered." }),
  port: port({ description: "Port to probe, if not the monitor's." }).optional(),
});

/** `192.0.2.10` or a mapping. */
const target = z.union([text(), targetKeys]);

const minHealthyFault = "must be a share above 0, as 50%, or a number of targets from 1";
const minHealthy = z
  .union([z.string(), z.int().min(1)], { error: minHealthyFault })
  .transform((value, context): { readonly share: number } | { readonly count: number } => {
    if (typeof value === "number") return { count: value };
    const found = /^(?:100|\d{1,2}(?:\.\d{1,3})?)%$/.test(value) ? Number(value.slice(0, -1)) : 0;
    if (found > 0) return { share: found / 100 };
    context.addIssue({ code: "custom", message: minHealthyFault });
    return z.NEVER;
  })
  .optional()
  .meta({
    description: "Healthy share, or number, below which load goes to the next pools as well.",
    initially: "50%",
  });

const policyName = z.enum(["all", "weighted", "failover", "sticky", "geo"]).optional();

const pick = z
  .union([z.literal("all"), z.int().min(1).max(1000)], { error: "must be all, or a number from 1" })
  .optional();

const code = (pattern: RegExp, error: string) => z.string().regex(pattern, { error });

const region = z
  .strictObject({
    continents: several(
      code(/^(AF|AN|AS|EU|NA|OC|SA)$/, "is not a continent: AF, AN, AS, EU, NA, OC, SA"),
      { description: "Continents.", examples: ["EU"] },
    ).optional(),
    countries: several(code(/^[A-Z]{2}$/, "is not a country; write two capitals, as GB"), {
      description: "Countries (ISO 3166-1).",
      examples: [["DE", "AT", "CH"]],
    }).optional(),
    subdivisions: several(
      code(/^[A-Z]{2}-[A-Z0-9]{1,3}$/, "is not a subdivision; write US-CA (ISO 3166-2)"),
      { description: "States and provinces (ISO 3166-2).", examples: ["US-CA"] },
    ).optional(),
    networks: several(prefix(), {
      description: "Networks; the longest match wins over every code.",
      examples: ["192.0.2.0/24"],
    }).optional(),
  })
  .refine((given) => Object.keys(given).length > 0, {
    error: "names no region; leave `for` out of the pool that is for the rest",
  });

const tiers = {
  overprovision: number(1, 100, {
    description:
      "Load that a tier may take for its healthy share. Default: what lets `minHealthy` carry everything.",
  }).optional(),
  probeShare: share({
    description:
      "Share of answers that go to the next tier all the same, so that it is known warm.",
    initially: "0%",
  }).optional(),
};

const poolKeys = {
  name: label({ description: "Name of the pool. Default: pool1, pool2 …" }).optional(),
  ...monitors,
  targets: z
    .array(target)
    .min(1)
    .max(targetsMax)
    .optional()
    .meta({ description: "Its targets: a value, or a mapping with `value`." }),
  policy: policyName.meta({ description: "In place of targets: a policy over `pools`." }),
  for: region.optional().meta({
    description: "Of a geo policy: whom the pool is for. Without it: the rest of the world.",
  }),
  else: z.array(z.string()).optional().meta({
    description:
      "Of a geo policy: pools to take in its place, in order. Default: all others, in order.",
  }),
  pick: pick.meta({ description: "How many targets an answer has, drawn by weight." }),
  minHealthy,
  ...tiers,
};

/** A pool with all its keys, pools inside it among them. */
export type PoolDocument = z.output<z.ZodObject<typeof poolKeys>> & {
  pools?: PoolDocument[] | undefined;
};

const poolSchema = z.strictObject({
  ...poolKeys,
  get pools(): z.ZodOptional<z.ZodType<PoolDocument[]>> {
    return z
      .array(poolSchema)
      .min(1)
      .max(poolsMax)
      .meta({ description: "Pools inside this one, with the same keys." })
      .optional();
  },
});

const guard = z
  .strictObject({
    maxRemoved: share({
      description: "Share of a pool that the monitoring may take out; at least one target.",
      initially: "34%",
    }).optional(),
    maxRemovedOfZone: share({
      description: "Share of all targets of the zone that it may take out; at least one.",
      initially: "10%",
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
  ...tiers,
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
  ...monitors,
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
export type TargetDocument = z.output<typeof targetKeys>;
