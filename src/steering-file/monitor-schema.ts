/** What `monitors:` of a steering file may say: a row of keys for each type of check. */
import { z } from "zod";
import { count, domainName, share, text } from "../schema/schema-parts.js";
import { label, port, printable, several, span } from "./schema-words.js";

const timing = {
  interval: span(100, 3_600_000, {
    description: "Time between two probes of a target.",
    initially: "5s",
  }).optional(),
  timeout: span(10, 300_000, {
    description: "A probe that takes longer has failed. Default: 2s, or the interval if shorter.",
  }).optional(),
  jitter: share({
    description: "Share of the interval by which a probe may come earlier or later.",
    initially: "10%",
  }).optional(),
  fall: count(1, 100, {
    description: "Failures that make a target down. They need not come one after the other.",
    initially: 3,
  }).optional(),
  rise: count(1, 1000, {
    description: "Successes in a row that make it up again.",
    initially: 5,
  }).optional(),
  okWindow: count(1, 1000, {
    description: "Successes in a row after which earlier failures are forgotten.",
    initially: 10,
  }).optional(),
  recheck: span(10, 300_000, {
    description:
      "After a failure the next probe comes this soon. Default: a quarter of the interval, 1s at most.",
  }).optional(),
  maxLatency: span(1, 300_000, {
    description: "A slower answer counts as a failure. Unset: no limit but the time-out.",
  }).optional(),
};

const tlsKeys = {
  sni: host("Server name sent and looked for in the certificate. Default: the host."),
  verifyCert: z.boolean().optional().meta({
    description: "Whether chain and name of the certificate must be right.",
    initially: true,
  }),
  certWarnDays: count(0, 3650, {
    description: "Fewer days left on the certificate are told in the log.",
    initially: 14,
  }).optional(),
  certMinDays: count(0, 3650, {
    description: "Fewer days left on it are a failure.",
    initially: 0,
  }).optional(),
};

const codeFault = "is not a status code or a range of them; write 200, 200-299 or 2xx";

/** A status code or a range, as its first and last. */
const codes = z
  .union([z.int(), z.string()], { error: codeFault })
  .transform((value, context): readonly [number, number] => {
    const match = /^(?:([1-5])xx|([1-5]\d\d)(?:-([1-5]\d\d))?)$/.exec(String(value));
    if (match !== null) {
      const [, hundred, first, last] = match;
      if (hundred !== undefined) return [Number(hundred) * 100, Number(hundred) * 100 + 99];
      if (Number(first) <= Number(last ?? first)) return [Number(first), Number(last ?? first)];
    }
    context.addIssue({ code: "custom", message: codeFault });
    return z.NEVER;
  });

/** Written by the program itself; another one would make two requests of one. */
const ownHeaders = new Set([
  "host",
  "connection",
  "content-length",
  "transfer-encoding",
  "upgrade",
]);

const httpKeys = {
  path: printable(2048, { description: "What is asked for.", initially: "/" })
    .regex(/^\/[^ #]*$/, { error: "must begin with / and hold no blanks" })
    .optional(),
  host: host("Host that is asked for. Default: the target's address."),
  method: z
    .enum(["GET", "HEAD", "OPTIONS"])
    .optional()
    .meta({ description: "Method of the request.", initially: "GET" }),
  headers: z
    .record(
      z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/, { error: "is not a header name" }),
      z
        .string()
        .max(1024)
        .regex(/^[\x20-\x7e]*$/, { error: "must be printable ASCII" }),
    )
    .refine((given) => !Object.keys(given).some((name) => ownHeaders.has(name.toLowerCase())), {
      error: "must not set Host, Connection or a header about length; for Host there is `host`",
    })
    .refine((given) => Object.keys(given).length <= 32, { error: "must be 32 headers at most" })
    .optional()
    .meta({ description: "More request headers.", examples: [{ "X-Probe": "fivenines" }] }),
  codes: z
    .array(codes)
    .min(1)
    .max(32)
    .optional()
    .meta({ description: "Status codes of a healthy target.", initially: ["200-299"] }),
  body: text()
    .max(1024)
    .optional()
    .meta({ description: "Text that must be in the first 64 KiB of the body." }),
  bodyPattern: text()
    .max(1024)
    .optional()
    .meta({
      description:
        "The same with `*` for anything in between, `\\*` for an asterisk. No regular expression: some of those take for ever.",
      examples: ['"db": *"ok"'],
    }),
};

export const monitorSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("tcp"),
    port: port({ description: "Port that must accept connections." }),
    ...timing,
  }),
  z.strictObject({
    type: z.literal("tls"),
    port: port({ description: "Port of the target.", initially: 443 }).optional(),
    ...tlsKeys,
    ...timing,
  }),
  z.strictObject({
    type: z.literal("http"),
    port: port({ description: "Port of the target.", initially: 80 }).optional(),
    ...httpKeys,
    ...timing,
  }),
  z.strictObject({
    type: z.literal("https"),
    port: port({ description: "Port of the target.", initially: 443 }).optional(),
    ...httpKeys,
    ...tlsKeys,
    ...timing,
  }),
  z.strictObject({
    type: z.literal("http2"),
    port: port({ description: "Port of the target.", initially: 443 }).optional(),
    ...httpKeys,
    ...tlsKeys,
    ...timing,
  }),
  z.strictObject({
    type: z.literal("grpc"),
    port: port({ description: "Port of the target." }),
    tls: z.boolean().optional().meta({ description: "Whether it speaks TLS.", initially: true }),
    service: printable(255, {
      description: "Service whose health is asked for (grpc.health.v1). Unset: the whole server.",
    }).optional(),
    ...tlsKeys,
    ...timing,
  }),
  z.strictObject({
    type: z.literal("dns"),
    port: port({ description: "Port of the target.", initially: 53 }).optional(),
    transport: z
      .enum(["udp", "tcp"])
      .optional()
      .meta({ description: "How it is asked.", initially: "udp" }),
    qname: domainName().meta({ description: "Name asked for, absolute." }),
    qtype: z.string().optional().meta({ description: "Type asked for.", initially: "A" }),
    rcodes: several(text(), {
      description: "Response codes of a healthy target.",
      initially: ["NOERROR"],
    }).optional(),
    answers: several(text().max(1024), {
      description: "Data of which one must be in the answer. Unset: each answer will do.",
    }).optional(),
    ...timing,
  }),
  z.strictObject({
    type: z.literal("icmp"),
    payload: count(0, 1400, { description: "Octets sent along.", initially: 56 }).optional(),
    ...timing,
  }),
  z.strictObject({
    type: z.literal("exec"),
    command: label({
      description: "Name of a command under `probes.commands` of the host's configuration.",
    }),
    ...timing,
  }),
  z.strictObject({
    type: z.literal("push"),
    staleAfter: span(100, 86_400_000, {
      description: "What was told longer ago is not believed any more.",
      initially: "30s",
    }).optional(),
    ...timing,
  }),
]);

export type MonitorDocument = z.output<typeof monitorSchema>;

function host(description: string) {
  return printable(255, { description })
    .regex(/^(?:[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/, {
      error: "is not a host; write www.example.com, with :port if it needs one",
    })
    .optional();
}
