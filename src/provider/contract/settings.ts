/** Settings of each kind of provider, as the configuration's schema gives them. */
export interface EndpointAddress {
  readonly address: string;
  readonly port: number;
}

export interface PowerdnsSettings {
  readonly type: "powerdns";
  readonly url: string;
  readonly apiKey: string;
  /** Server id of the API. */
  readonly server: string;
}

export interface Rfc2136Settings {
  readonly type: "rfc2136";
  /** The primaries, tried in order. */
  readonly servers: readonly EndpointAddress[];
  readonly key: TsigSettings | null;
  /** Use value-dependent prerequisites (RFC 2136 §2.4.2) as compare-and-swap. */
  readonly prerequisites: boolean;
}

export interface TsigSettings {
  readonly name: string;
  readonly algorithm: "hmac-sha256" | "hmac-sha384" | "hmac-sha512" | "hmac-sha224" | "hmac-sha1";
  /** Base64. */
  readonly secret: string;
}

export interface Route53Settings {
  readonly type: "route53";
  readonly region: string;
  /** Null: AWS's own. */
  readonly endpoint: string | null;
  /** Reusable delegation set for new zones; null for none. */
  readonly delegationSet: string | null;
}

export interface CloudflareSettings {
  readonly type: "cloudflare";
  readonly apiToken: string;
  /** Null: Cloudflare's own. */
  readonly baseUrl: string | null;
  /** For new zones; null if the token has one account only. */
  readonly accountId: string | null;
  /** Whether comments of records mark what fivenines made. */
  readonly mark: boolean;
}

export type ProviderSettings =
  | PowerdnsSettings
  | Rfc2136Settings
  | Route53Settings
  | CloudflareSettings;
