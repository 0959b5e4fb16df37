/** What `sync:` may say: which zones go to which providers, how, and within which bounds. */
import { z } from "zod";
import { count, domainName, duration, share, text } from "../schema/schema-parts.js";

const pattern = () =>
  z.string().regex(/^\S+( [A-Za-z0-9]+(,[A-Za-z0-9]+)*)?$/, {
    error: "is no pattern; write an owner relative to the apex, and types: _acme-challenge.** TXT",
  });

const patterns = (description: string, initially: unknown) =>
  z
    .array(pattern())
    .max(1000)
    .optional()
    .meta({
      description,
      initially,
      examples: [["@ MX", "_acme-challenge.** TXT"]],
    });

const instant = (description: string) =>
  z.iso
    .datetime({ offset: true, error: "is not a time; write 2026-12-24T16:00:00Z" })
    .transform((value) => Date.parse(value))
    .meta({ description });

const safety = z
  .strictObject({
    deletes: share({
      description: "Share of a zone's RRsets at a provider that one run may delete.",
      initially: "30%",
    }).optional(),
    updates: share({
      description: "Share of a zone's RRsets at a provider that one run may change.",
      initially: "30%",
    }).optional(),
    from: count(0, 1_000_000, {
      description: "The two shares count from so many RRsets on.",
      initially: 10,
    }).optional(),
    shrink: share({
      description: "Share of its RRsets that a zone file may have lost since it was applied last.",
      initially: "50%",
    }).optional(),
  })
  .meta({ description: "Bounds that refuse a plan; a flag of the run lifts each." });

const freeze = z.strictObject({
  from: instant("When it begins."),
  until: instant("When it ends."),
  reason: text().meta({ description: "Shown to whoever is refused." }),
});

const rollout = z
  .strictObject({
    stages: z
      .array(z.array(text()).min(1))
      .min(1)
      .optional()
      .meta({
        description:
          "Providers in the order in which they are changed: each stage is verified before the next. Unset: one after the other.",
        examples: [[["pdns"], ["aws", "cf"]]],
      }),
    soak: duration({
      description: "Wait after each stage that was verified.",
      initially: "0s",
    }).optional(),
  })
  .meta({ description: "The order across providers." });

const verify = z
  .strictObject({
    deadline: duration({
      description:
        "How long nameservers may take to serve a change once the provider calls it settled.",
      initially: "90s",
    }).optional(),
    every: duration({
      description: "Pause between two rounds of questions.",
      initially: "1s",
    }).optional(),
  })
  .meta({ description: "Verification at the providers' nameservers." });

const driftActions = ["report", "revert", "adopt"] as const;
const driftAction = (description: string) =>
  z.enum(driftActions).optional().meta({ description, initially: "report" });

const drift = z
  .strictObject({
    every: duration({
      description: "Pause between two full comparisons of `fivenines sync drift --watch`.",
      initially: "5m",
    }).optional(),
    value: driftAction("Another value than what was applied."),
    ttl: driftAction("Another TTL."),
    extra: driftAction("An RRset that nobody here made, in mode `mirror`."),
    missing: driftAction("An RRset that is gone."),
    settings: driftAction("A setting of the provider's zone."),
    webhook: z
      .url({ protocol: /^https?$/, error: "is not a URL; write https://…" })
      .optional()
      .meta({ description: "Told of each drift, POST with JSON.", secret: true }),
  })
  .meta({ description: "What is done about changes at a provider that nobody made here." });

const drive = z
  .strictObject({
    pause: duration({
      description: "Least pause between two pushes of one RRset to a provider.",
      initially: "30s",
    }).optional(),
    pushesPerHour: count(1, 100_000, {
      description: "Pushes to one provider in an hour; then the newest answers wait.",
      initially: 240,
    }).optional(),
  })
  .meta({
    description: "How often `fivenines sync drive` may push, where `steering` is `driven`.",
  });

const steeringMode = z.enum(["driven", "static", "native"]);

const hints = z.strictObject({
  proxied: z.boolean().optional().meta({ description: "Cloudflare: answer with its proxy." }),
  comment: text().max(500).optional().meta({ description: "Cloudflare: comment of the records." }),
});

export const syncEntrySchema = z.strictObject({
  zones: z
    .array(z.union([z.literal("*"), domainName()]))
    .min(1)
    .meta({ description: 'Apexes of the zones; "*" is every zone of the folder.' }),
  providers: z
    .array(text())
    .min(1)
    .meta({ description: "Names from `providers`. Their order is that of the roll-out." }),
  mode: z.enum(["additive", "owned", "mirror"]).optional().meta({
    description:
      "`additive` deletes nothing; `owned` deletes only what it made and overwrites nothing of others; `mirror` makes the provider equal to the zone file.",
    initially: "owned",
  }),
  apexNs: z.enum(["union", "zone", "keep"]).optional().meta({
    description:
      "NS records at the apex: those of the zone file and of all providers of the zone, those of the zone file alone, or left as they are.",
    initially: "union",
  }),
  steering: z
    .union([steeringMode, z.record(z.string(), steeringMode)])
    .optional()
    .meta({
      description:
        "How steered RRsets are kept at a provider: `driven` what is answered now, `static` all targets, `native` by the provider's own health checks; for all, or by provider.",
      initially: "static",
      examples: [{ aws: "native", cf: "driven" }],
    }),
  drive: drive.optional(),
  safety: safety.optional(),
  protect: patterns("RRsets whose change must be allowed in each run.", []),
  keep: patterns("RRsets of others that stay, whatever the mode.", ["_acme-challenge.** TXT"]),
  acceptLosses: patterns(
    "RRsets that a provider may do without, or hold as far as it can, where it cannot hold them as they are.",
    [],
  ),
  freeze: z.array(freeze).max(1000).optional().meta({ description: "Times without changes." }),
  paused: text().optional().meta({ description: "Nothing is changed, for this reason." }),
  rollout: rollout.optional(),
  verify: verify.optional(),
  drift: drift.optional(),
  hints: z
    .record(z.string(), z.record(pattern(), hints))
    .optional()
    .meta({
      description: "By provider and RRset, what only that provider knows.",
      examples: [{ cf: { "www A": { proxied: true } } }],
    }),
});
