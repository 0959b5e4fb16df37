// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables are written so in the file.
/** What `providers:` may say: DNS providers that zones are mirrored to, and how they are reached. */
import { z } from "zod";
import { domainName, text } from "../schema/schema-parts.js";
import { endpoint, secret } from "./schema-parts.js";

const url = () =>
  z.url({ protocol: /^https?$/, error: "is not a URL; write http://… or https://…" });

const nameservers = z
  .array(endpoint())
  .optional()
  .meta({
    description:
      "Where the provider's nameservers answer, to check what they serve. Unset: the provider is asked; with rfc2136, `server` itself.",
    examples: [["192.0.2.53:53", "[2001:db8::53]:53"]],
  });

const secretFile = (what: string) =>
  text()
    .optional()
    .meta({
      description: `File that holds ${what}, in place of the key above. Its last line end is left out.`,
    });

/** A secret comes from the environment (`${NAME}`) or from a file; exactly one of the two keys. */
const oneSecret = (key: string, fileKey: string) => (value: object, context: z.RefinementCtx) => {
  const given = [key, fileKey].filter((name) => Object.hasOwn(value, name));
  if (given.length === 1) return;
  const message =
    given.length === 0
      ? `needs \`${key}\` or \`${fileKey}\``
      : `has both \`${key}\` and \`${fileKey}\``;
  const hint = `write ${key}: "\${NAME}" or ${fileKey}: /path`;
  context.addIssue({ code: "custom", message, params: { hint } });
};

const powerdns = z
  .strictObject({
    type: z.literal("powerdns"),
    url: url().meta({
      description: "Base of the PowerDNS API.",
      examples: ["http://127.0.0.1:8081"],
    }),
    apiKey: secret()
      .optional()
      .meta({
        description: "Key of the PowerDNS API.",
        examples: ["${PDNS_API_KEY}"],
        secret: true,
      }),
    apiKeyFile: secretFile("the API key"),
    server: text()
      .optional()
      .meta({ description: "Server id in the API.", initially: "localhost" }),
    nameservers,
  })
  .superRefine(oneSecret("apiKey", "apiKeyFile"));

const tsigKey = z
  .strictObject({
    name: domainName().meta({ description: "Name of the TSIG key." }),
    algorithm: z
      .enum(["hmac-sha256", "hmac-sha384", "hmac-sha512", "hmac-sha224", "hmac-sha1"])
      .meta({ description: "TSIG algorithm (RFC 8945)." }),
    secret: secret()
      .optional()
      .meta({
        description: "The key itself, base64.",
        examples: ["${TSIG_SECRET}"],
        secret: true,
      }),
    secretFile: secretFile("the key, base64"),
  })
  .superRefine(oneSecret("secret", "secretFile"));

const rfc2136 = z.strictObject({
  type: z.literal("rfc2136"),
  server: z
    .union([endpoint(), z.array(endpoint()).min(1).max(8)])
    .meta({ description: "The primary that takes DNS UPDATE, or several, tried in order." }),
  key: tsigKey.optional().meta({ description: "TSIG key that signs updates and transfers." }),
  prerequisites: z.boolean().optional().meta({
    description:
      "Whether updates carry what the RRset was before (RFC 2136 §2.4.2), so that a change by somebody else in between is noticed.",
    initially: true,
  }),
  nameservers,
});

const route53 = z.strictObject({
  type: z.literal("route53"),
  region: text().optional().meta({
    description: "AWS region of the endpoint. Credentials come from where AWS tools look for them.",
    initially: "us-east-1",
  }),
  endpoint: url().optional().meta({ description: "Another endpoint, for tests." }),
  delegationSet: text()
    .optional()
    .meta({ description: "Reusable delegation set for zones that are made here." }),
  nameservers,
});

const cloudflare = z
  .strictObject({
    type: z.literal("cloudflare"),
    apiToken: secret()
      .optional()
      .meta({
        description: "API token with the right to edit DNS of the zones.",
        examples: ["${CF_API_TOKEN}"],
        secret: true,
      }),
    apiTokenFile: secretFile("the API token"),
    accountId: text()
      .optional()
      .meta({ description: "Account for zones that are made here, if the token has several." }),
    mark: z.boolean().optional().meta({
      description:
        "Whether records made here carry a comment that says so. It tells them from those of others if the state folder is lost.",
      initially: false,
    }),
    baseURL: url().optional().meta({ description: "Another endpoint, for tests." }),
    nameservers,
  })
  .superRefine(oneSecret("apiToken", "apiTokenFile"));

export const providersSchema = z.record(
  z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/, {
    error: "is no name for a provider; use letters, digits, - and _",
  }),
  z.discriminatedUnion("type", [powerdns, rfc2136, route53, cloudflare]),
);
