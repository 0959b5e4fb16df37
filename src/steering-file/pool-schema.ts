/** What a pool of a steering file may say, and what pools and steered names have in common. */
import { z } from "zod";
import { prefix, share, text } from "../schema/schema-parts.js";
import { label, number, port, several } from "./schema-words.js";

/** A whole zone in one answer set is no steering; what is larger is a mistake. */
export const poolsMax = 256;
const targetsMax = 10_000;

export const monitorKeys = {
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
  ...monitorKeys,
  probe: text()
    .optional()
    .meta({ description: "Address to probe, if not the one that is answered." }),
  port: port({ description: "Port to probe, if not the monitor's." }).optional(),
});

/** `192.0.2.10` or a mapping. */
const target = z.union([text(), targetKeys]);

const minHealthyFault = "must be a share above 0, as 50%, or a number of targets from 1";
export const minHealthy = z
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

export const policyName = z.enum(["all", "weighted", "failover", "sticky", "geo"]).optional();

export const pick = z
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

export const tierKeys = {
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
  ...monitorKeys,
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
  ...tierKeys,
};

/** A pool with all its keys, pools inside it among them. */
export type PoolDocument = z.output<z.ZodObject<typeof poolKeys>> & {
  pools?: PoolDocument[] | undefined;
};

export const poolSchema = z.strictObject({
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

export type TargetDocument = z.output<typeof targetKeys>;
