/** What `providers:` and `sync:` come to: defaults filled in, secrets read, patterns taken apart. */
import { resolve } from "node:path";
import type { AdoptableDrift, DriftActions } from "../provider/contract/drift.js";
import type {
  FreezeWindow,
  MemberPolicy,
  RrsetPattern,
  SafetyLimits,
  VerifyPolicy,
} from "../provider/contract/member.js";
import type { EndpointAddress, ProviderSettings } from "../provider/contract/settings.js";
import type { Config } from "./schema.js";

export interface SyncSettings {
  readonly providers: ReadonlyMap<string, ConfiguredProvider>;
  readonly entries: readonly SyncEntry[];
}

export interface ConfiguredProvider {
  readonly settings: ProviderSettings;
  /** Empty: the provider is asked. */
  readonly nameservers: readonly EndpointAddress[];
}

export interface SyncEntry {
  /** Presentation form, absolute, lower case; "*" is every zone of the folder. */
  readonly zones: readonly string[];
  readonly members: readonly EntryMember[];
  readonly apexNs: ApexNsMode;
  readonly drift: DriftSettings;
  readonly drive: DriveSettings;
}

export interface DriveSettings {
  readonly pauseMs: number;
  readonly pushesPerHour: number;
}

export type ApexNsMode = "union" | "zone" | "keep";
export type SteeringMode = "driven" | "static" | "native";

export interface EntryMember {
  readonly provider: string;
  readonly policy: MemberPolicy;
  readonly steering: SteeringMode;
  readonly hints: readonly (RrsetPattern & {
    readonly proxied?: boolean | undefined;
    readonly comment?: string | undefined;
  })[];
}

export interface DriftSettings {
  readonly everyMs: number;
  readonly actions: DriftActions;
  readonly webhook: string | null;
}

/** A secret that cannot be read, or a configuration that does not fit together; for its user. */
export class SyncSettingsFault extends Error {}

/** `readSecret` reads a file of at most a few octets; it throws what the disk says. */
export function resolveSync(
  config: Config,
  folder: string,
  readSecret: (path: string) => string,
): SyncSettings {
  const secret = (key: string, value: string | undefined, file: string | undefined): string => {
    if (value !== undefined) return value;
    const path = resolve(folder, file ?? "");
    try {
      return readSecret(path).replace(/\r?\n$/, "");
    } catch (fault) {
      const reason = fault instanceof Error ? fault.message : String(fault);
      throw new SyncSettingsFault(`${key}: cannot read the secret: ${reason}`);
    }
  };
  const providers = new Map(
    Object.entries(config.providers ?? {}).map(([name, given]) => [
      name,
      { settings: providerSettings(name, given, secret), nameservers: given.nameservers ?? [] },
    ]),
  );
  const entries = (config.sync ?? []).map(entryOf);
  refuseTwice(entries);
  return { providers, entries };
}

type GivenProvider = NonNullable<Config["providers"]>[string];
type ReadSecret = (key: string, value: string | undefined, file: string | undefined) => string;

function providerSettings(
  name: string,
  given: GivenProvider,
  secret: ReadSecret,
): ProviderSettings {
  const at = `providers.${name}`;
  switch (given.type) {
    case "powerdns":
      return {
        type: "powerdns",
        url: given.url,
        apiKey: secret(`${at}.apiKeyFile`, given.apiKey, given.apiKeyFile),
        server: given.server ?? "localhost",
      };
    case "rfc2136": {
      const { key, server } = given;
      return {
        type: "rfc2136",
        servers: Array.isArray(server) ? server : [server],
        key:
          key === undefined
            ? null
            : {
                name: key.name,
                algorithm: key.algorithm,
                secret: secret(`${at}.key.secretFile`, key.secret, key.secretFile),
              },
        prerequisites: given.prerequisites ?? true,
      };
    }
    case "route53":
      return {
        type: "route53",
        region: given.region ?? "us-east-1",
        endpoint: given.endpoint ?? null,
        delegationSet: given.delegationSet ?? null,
      };
    case "cloudflare":
      return {
        type: "cloudflare",
        apiToken: secret(`${at}.apiTokenFile`, given.apiToken, given.apiTokenFile),
        baseUrl: given.baseURL ?? null,
        accountId: given.accountId ?? null,
        mark: given.mark ?? false,
      };
  }
}

const adoptable: readonly AdoptableDrift[] = ["value", "ttl", "extra", "missing"];

type GivenEntry = NonNullable<Config["sync"]>[number];

/** What no provider may lose by accident: deleting these must be allowed each time. */
const protectedFromDeletion = ["@ MX", "@ DS", "_dmarc TXT", "_acme-challenge.** CNAME"];

function entryOf(given: GivenEntry): SyncEntry {
  const stages = given.rollout?.stages ?? given.providers.map((name) => [name]);
  const safety: SafetyLimits = {
    deletesMax: given.safety?.deletes ?? 0.3,
    updatesMax: given.safety?.updates ?? 0.3,
    fromRecords: given.safety?.from ?? 10,
    shrinkMax: given.safety?.shrink ?? 0.5,
  };
  const verify: VerifyPolicy = {
    deadlineMs: given.verify?.deadline ?? 90_000,
    everyMs: given.verify?.every ?? 1000,
  };
  const freeze: FreezeWindow[] = (given.freeze ?? []).map(({ from, until, reason }) => ({
    fromMs: from,
    untilMs: until,
    reason,
  }));
  const policyAt = (provider: string): MemberPolicy => ({
    mode: given.mode ?? "owned",
    safety,
    protect: (given.protect ?? []).map(patternOf),
    protectFromDeletion: protectedFromDeletion.map(patternOf),
    keep: (given.keep ?? ["_acme-challenge.** TXT"]).map(patternOf),
    freeze,
    acceptLosses: (given.acceptLosses ?? []).map(patternOf),
    adopt: adoptable.filter((one) => given.drift?.[one] === "adopt"),
    paused: given.paused ?? null,
    stage: stageOf(stages, provider),
    soakMs: given.rollout?.soak ?? 0,
    verify,
  });
  return {
    zones: given.zones,
    members: given.providers.map((provider) => ({
      provider,
      policy: policyAt(provider),
      steering: steeringAt(given.steering, provider),
      hints: Object.entries(given.hints?.[provider] ?? {}).map(([text, hints]) => ({
        ...patternOf(text),
        ...hints,
      })),
    })),
    apexNs: given.apexNs ?? "union",
    drive: {
      pauseMs: given.drive?.pause ?? 30_000,
      pushesPerHour: given.drive?.pushesPerHour ?? 240,
    },
    drift: {
      everyMs: given.drift?.every ?? 300_000,
      actions: {
        value: given.drift?.value ?? "report",
        ttl: given.drift?.ttl ?? "report",
        extra: given.drift?.extra ?? "report",
        missing: given.drift?.missing ?? "report",
        settings: given.drift?.settings ?? "report",
      },
      webhook: given.drift?.webhook ?? null,
    },
  };
}

/** Providers that no stage names come last, together. */
function stageOf(stages: readonly (readonly string[])[], provider: string): number {
  const stage = stages.findIndex((names) => names.includes(provider));
  return stage === -1 ? stages.length : stage;
}

function steeringAt(given: GivenEntry["steering"], provider: string): SteeringMode {
  return typeof given === "object" ? (given[provider] ?? "static") : (given ?? "static");
}

/** `_acme-challenge.** TXT,CNAME` */
function patternOf(text: string): RrsetPattern {
  const [owner = "", types = ""] = text.split(" ");
  return {
    owner: owner.toLowerCase(),
    types: types
      .toUpperCase()
      .split(",")
      .filter((type) => type !== ""),
  };
}

/** A zone goes to a provider by one entry: two would undo each other's work. */
function refuseTwice(entries: readonly SyncEntry[]): void {
  const seen = new Map<string, number>();
  for (const [at, { zones, members }] of entries.entries()) {
    for (const zone of zones) {
      for (const { provider } of members) {
        const key = `${zone} ${provider}`;
        const before = seen.get(key);
        if (before !== undefined) {
          throw new SyncSettingsFault(
            `sync[${at}]: ${zone} goes to ${provider} by sync[${before}] already; remove it from one of them`,
          );
        }
        seen.set(key, at);
      }
    }
  }
}
