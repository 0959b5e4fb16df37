// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables are written so in the file.
/**
 * What `fivenines.yaml` may say. This schema is the one source: the reference page, the JSON
 * Schema for editors and `fivenines config` are made from it. Defaults are told here as people
 * write them, and a test holds them against `settings.ts`, which the server uses without loading
 * zod when there is no configuration file.
 */
import { z } from "zod";
import { limits } from "../base/limits.js";
import { byteSize, count, duration, type KeyFacts, prefix, text } from "../schema/schema-parts.js";
import { checkSchema } from "./check-schema.js";
import { providersSchema } from "./provider-schema.js";
import { endpoint } from "./schema-parts.js";
import { syncEntrySchema } from "./sync-schema.js";

const admin = z
  .strictObject({
    listen: endpoint().optional().meta({
      description:
        "Where the admin endpoint listens. Anything but a loopback address needs `token`.",
      initially: "127.0.0.1:5380",
    }),
    token: z
      .string()
      .min(16, { error: "is shorter than 16 characters: too easy to guess" })
      .optional()
      .meta({
        description: "Bearer token that each request must carry. Keep it in the environment.",
        examples: ["${FIVENINES_ADMIN_TOKEN}"],
        secret: true,
      }),
  })
  .meta({ description: "The admin endpoint: health, metrics, zones, reload." });

const chaosText = (facts: KeyFacts) =>
  text()
    .max(255)
    .optional()
    .meta({ ...facts });

const answers = z
  .strictObject({
    udpPayload: count(limits.udpPayloadPlainBytes, limits.udpPayloadMaxBytes, {
      description:
        "Largest UDP response, octets. 1232 fits every path without fragments; a larger answer is truncated and asked again over TCP.",
      initially: limits.udpPayloadDefaultBytes,
    }).optional(),
    nsid: chaosText({
      description:
        "Name of this server, sent to clients that ask for it (RFC 5001). Unset: not sent.",
      examples: ["ns1.fra"],
    }),
    version: chaosText({
      description: "Answer to `version.bind` and `version.server`, class CH. Unset: refused.",
    }),
    hostname: chaosText({ description: "Answer to `hostname.bind`, class CH. Unset: refused." }),
    id: chaosText({ description: "Answer to `id.server`, class CH. Unset: refused." }),
    cookies: z
      .strictObject({
        enabled: z.boolean().optional().meta({
          description: "Whether DNS cookies (RFC 7873) are answered.",
          initially: true,
        }),
        secrets: z
          .array(z.string().regex(/^[0-9a-fA-F]{32}$/, { error: "is not 32 hexadecimal digits" }))
          .min(1)
          .max(4)
          .optional()
          .meta({
            description:
              "Server secrets (RFC 9018). The first makes cookies, all are accepted, so that a secret can be rolled. Servers behind one address share them. Unset: a random one at each start.",
            examples: [["${COOKIE_SECRET}"]],
            secret: true,
          }),
      })
      .optional()
      .meta({ description: "DNS cookies." }),
  })
  .meta({ description: "What answers carry." });

const tcp = z
  .strictObject({
    connections: count(1, 1_000_000, {
      description: "Connections open at once; above it the longest idle one is closed.",
      initially: 1000,
    }).optional(),
    connectionsPerClient: count(1, 1_000_000, {
      description: "Connections open at once from one client (a /32, or a /56 of IPv6).",
      initially: 64,
    }).optional(),
    idle: duration({
      description: "How long a connection may be idle before it is closed (RFC 7766 §6.2.3).",
      initially: "10s",
    }).optional(),
  })
  .meta({ description: "Limits of DNS over TCP." });

const udp = z
  .strictObject({
    mode: z.enum(["auto", "batch", "portable"]).optional().meta({
      description:
        "`batch` talks to the Linux kernel many datagrams at a time, `portable` uses Node's sockets, `auto` takes `batch` where its self-test succeeds.",
      initially: "auto",
    }),
    receiveBuffer: byteSize({
      description: "Kernel receive buffer of each UDP socket; holds bursts while a worker is busy.",
      initially: "4MiB",
    }).optional(),
  })
  .meta({ description: "The UDP workers." });

const reload = z
  .strictObject({
    watch: z.boolean().optional().meta({
      description: "Whether a changed zone file is loaded without being asked.",
      initially: true,
    }),
    removalDelay: duration({
      description:
        "How long a zone whose file went away is still served. If the file comes back in time, nothing happened.",
      initially: "60s",
    }).optional(),
  })
  .meta({ description: "How changes of zone files are taken over." });

const log = z
  .strictObject({
    level: z
      .enum(["debug", "info", "warn", "error"])
      .optional()
      .meta({ description: "The least severe entries that are written.", initially: "info" }),
    format: z.enum(["auto", "json", "text"]).optional().meta({
      description: "`auto` is text on a terminal and JSON lines elsewhere.",
      initially: "auto",
    }),
  })
  .meta({ description: "The log, on standard output." });

const probes = z
  .strictObject({
    allow: z
      .array(prefix())
      .optional()
      .meta({
        description:
          "Address ranges that probes may aim at besides public ones. Whoever edits a zone chooses the aims within them.",
        examples: [["10.0.0.0/8"]],
      }),
    commands: z
      .record(
        z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, {
          error: "is not a name of letters, digits, - and _",
        }),
        z.array(text()).min(1).max(64),
      )
      .optional()
      .meta({
        description:
          "Programs of `exec` monitors by name, each with its arguments; zones name them and cannot change them.",
        examples: [{ replication: ["/usr/local/bin/check-replication", "--lag", "10"] }],
      }),
    authorities: text()
      .optional()
      .meta({
        description:
          "File of certificates (PEM) that probes trust besides those that Node.js trusts.",
        examples: ["/etc/ssl/internal-ca.pem"],
      }),
    concurrency: count(1, 10_000, {
      description: "Probes under way at once.",
      initially: 1000,
    }).optional(),
  })
  .meta({ description: "Health probes of steered zones." });

const steering = z
  .strictObject({
    overrides: text().optional().meta({
      description:
        "File of overrides by operators, one a line: `192.0.2.10 => drain until 2026-12-01T18:00Z  # alice: new kernel`. Read again when it changes; it need not exist.",
      initially: "./steering-overrides",
    }),
    stateMaxAge: duration({
      description:
        "How old the kept state of targets may be to be believed at start. What is not known counts as up.",
      initially: "15m",
    }).optional(),
    geoDatabase: text()
      .optional()
      .meta({
        description:
          "MaxMind database that geo policies look clients up in. Unset: networks alone.",
        examples: ["/var/lib/GeoIP/GeoLite2-City.mmdb"],
      }),
    clientSubnet: z.boolean().optional().meta({
      description:
        "Whether a query's client subnet (RFC 7871) says where the client is. If not, the address that it came from does.",
      initially: true,
    }),
  })
  .meta({ description: "Health steering on this host; zones have their own steering files." });

export const configSchema = z
  .strictObject({
    zones: text().optional().meta({
      description:
        "Folder of zone files; `example.com.zone` is the zone example.com. Relative paths start at the configuration file's folder.",
      initially: "./zones",
    }),
    listen: z
      .array(endpoint())
      .min(1)
      .max(limits.listenAddressesMax)
      .optional()
      .meta({
        description: "Addresses and ports to answer on, UDP and TCP.",
        initially: ["127.0.0.1:5300", "[::1]:5300"],
        examples: [["0.0.0.0:53", "[::]:53"]],
      }),
    admin: admin.optional(),
    state: text().optional().meta({
      description: "Folder for the last good version of each zone.",
      initially: "./state",
    }),
    workers: count(1, 256, {
      description: "UDP worker threads. Default: one for each core.",
    }).optional(),
    udp: udp.optional(),
    tcp: tcp.optional(),
    answers: answers.optional(),
    reload: reload.optional(),
    user: text()
      .optional()
      .meta({
        description: "User to become once the sockets are bound, when started as root.",
        examples: ["fivenines"],
      }),
    group: text().optional().meta({
      description: "Group to become once the sockets are bound. Default: the user's own.",
    }),
    log: log.optional(),
    check: checkSchema.optional(),
    probes: probes.optional(),
    steering: steering.optional(),
    providers: providersSchema.optional().meta({ description: "DNS providers by name." }),
    sync: z.array(syncEntrySchema).max(10_000).optional().meta({
      description: "Which zones go to which providers, for `fivenines sync`.",
    }),
  })
  .meta({ title: "fivenines configuration" });

/** A configuration as checked: durations in milliseconds, endpoints split. */
export type Config = z.output<typeof configSchema>;
