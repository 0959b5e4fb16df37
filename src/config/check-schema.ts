/** What `check:` may say: which rules hold at this site, and what some of them must be told. */
import { z } from "zod";
import { count, domainName, duration, prefix, share, text } from "../schema/schema-parts.js";

const names = (description: string, examples: unknown[] = []) =>
  z
    .array(domainName())
    .optional()
    .meta({ description, ...(examples.length > 0 && { examples }) });

const blast = z
  .strictObject({
    share: share({
      description: "Share of a zone's records that one change may touch or delete.",
      initially: "30%",
    }).optional(),
    recordsMin: count(0, 1_000_000, {
      description: "Smaller zones may change as they like.",
      initially: 10,
    }).optional(),
  })
  .meta({ description: "How much of a zone one change may touch." });

const soa = z
  .strictObject({
    refreshMin: duration({ description: "Shortest refresh.", initially: "20m" }).optional(),
    retryMin: duration({ description: "Shortest retry.", initially: "3m" }).optional(),
    expireMin: duration({ description: "Shortest expire.", initially: "7d" }).optional(),
    minimumMin: duration({
      description: 'Shortest time that "no such name" is remembered.',
      initially: "1m",
    }).optional(),
    minimumMax: duration({
      description: 'Longest time that "no such name" is remembered.',
      initially: "1d",
    }).optional(),
  })
  .meta({ description: "Bounds of the numbers in SOA records." });

export const checkSchema = z
  .strictObject({
    failOn: z.enum(["error", "warning", "notice", "never"]).optional().meta({
      description: "The least severe finding that makes `fivenines check` exit with 1.",
      initially: "error",
    }),
    rules: z
      .record(z.string(), z.enum(["off", "notice", "warning", "error"]))
      .optional()
      .meta({
        description:
          "Severity of single rules at this site, or `off`. Rules of the set `load` cannot be changed.",
        examples: [{ "cname-chain": "off", "caa-missing": "error" }],
      }),
    issuers: z
      .array(text())
      .optional()
      .meta({
        description:
          "Certificate authorities that the fleet uses, as CAA records name them. Rules that ask whether they may issue are silent without.",
        examples: [["letsencrypt.org", "pki.goog"]],
      }),
    issuersMin: count(1, 100, {
      description: "Certificate authorities that CAA must allow, where it allows any.",
      initially: 2,
    }).optional(),
    providers: z
      .record(z.string(), z.array(domainName()).min(1))
      .optional()
      .meta({
        description:
          "DNS providers: a name for each, and the suffixes of its nameservers' names. Rules about diversity are silent without.",
        examples: [{ one: ["ns.example.net"], two: ["dns.example.org"] }],
      }),
    providersMin: count(1, 100, {
      description: "DNS providers that a zone's NS records must be spread over.",
      initially: 2,
    }).optional(),
    failover: duration({
      description:
        "Longest TTL of records that may have to be changed in an outage. Unset: no bound.",
    }).optional(),
    failoverNames: names(
      "Names that `failover` holds for. Unset: A, AAAA and CNAME at names with several targets.",
      [["www.example.com"]],
    ),
    newName: duration({
      description:
        "Longest time that a name asked for too early may stay missing. Unset: no bound.",
    }).optional(),
    ttlMin: duration({
      description: "Shortest TTL that is no mistake.",
      initially: "30s",
    }).optional(),
    ttlMax: duration({
      description: "Longest TTL that is no mistake.",
      initially: "7d",
    }).optional(),
    ttlAllowed: z
      .array(duration({ description: "A TTL that there may be." }))
      .optional()
      .meta({
        description: "The only TTLs that there may be. Unset: all from `ttlMin` to `ttlMax`.",
        examples: [["5m", "1h", "1d"]],
      }),
    cnameSteps: count(1, 16, {
      description: "CNAME records that one answer may follow.",
      initially: 4,
    }).optional(),
    blast: blast.optional(),
    owned: names(
      "Suffixes of services at which every name is known to be the owner's: pointing there is no take-over risk.",
      [["example-com.azurewebsites.net"]],
    ),
    reversePrefixes: z
      .array(prefix())
      .optional()
      .meta({
        description: "Address ranges whose addresses must have PTR records here.",
        examples: [["192.0.2.0/24", "2001:db8::/48"]],
      }),
    errorAgents: names("Domains here that take DNS error reports (RFC 9567).", [
      ["reports.example.com"],
    ]),
    privateAddresses: z.boolean().optional().meta({
      description: "Whether private addresses may be in these zones, as in an internal view.",
      initially: false,
    }),
    soa: soa.optional(),
    headroom: z.number().min(1).max(100).optional().meta({
      description:
        "Capacity that must be left after the loss of any one target or group, times the declared peak of a steered name.",
      initially: 1.5,
    }),
    signatureDays: count(0, 365, {
      description: "Days that a DNSSEC signature must still be good for.",
      initially: 3,
    }).optional(),
  })
  .meta({ description: "What `fivenines check` is told about this site." });

/** The section as checked: durations in milliseconds, names absolute and in lower case. */
export type CheckConfig = z.output<typeof checkSchema>;
