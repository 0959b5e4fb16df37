/**
 * What `fivenines check` runs with: defaults, then `check:` of the configuration file. Like
 * settings.ts, this loads neither zod nor yaml.
 */
import { type CheckOptions, defaultOptions } from "../../validators/options.js";
import type { CheckConfig } from "./check-schema.js";

export interface CheckSettings {
  readonly failOn: "error" | "warning" | "notice" | "never";
  /** Rule → its weight at this site. */
  readonly weights: { readonly [rule: string]: "off" | "notice" | "warning" | "error" };
  readonly options: CheckOptions;
}

/** What other sections say and the rules about steering have to know. */
export interface SteeringHost {
  /** The ranges that the section on probes allows. */
  readonly probesAllow?: readonly string[] | undefined;
  readonly geoDatabase?: string | undefined;
}

export function resolveCheckSettings(
  config: CheckConfig = {},
  host: SteeringHost = {},
): CheckSettings {
  const { blast, soa } = config;
  const usual = defaultOptions;
  return {
    failOn: config.failOn ?? "error",
    weights: config.rules ?? {},
    options: {
      issuers: config.issuers?.map(issuerName) ?? usual.issuers,
      issuersMin: config.issuersMin ?? usual.issuersMin,
      providers: config.providers ?? usual.providers,
      providersMin: config.providersMin ?? usual.providersMin,
      failoverSeconds: seconds(config.failover) ?? usual.failoverSeconds,
      failoverNames: config.failoverNames ?? usual.failoverNames,
      newNameSeconds: seconds(config.newName) ?? usual.newNameSeconds,
      ttlMinSeconds: seconds(config.ttlMin) ?? usual.ttlMinSeconds,
      ttlMaxSeconds: seconds(config.ttlMax) ?? usual.ttlMaxSeconds,
      ttlAllowedSeconds:
        config.ttlAllowed?.map((milliseconds) => Math.round(milliseconds / 1000)) ??
        usual.ttlAllowedSeconds,
      cnameStepsMax: config.cnameSteps ?? usual.cnameStepsMax,
      blast: {
        share: blast?.share ?? usual.blast.share,
        recordsMin: blast?.recordsMin ?? usual.blast.recordsMin,
      },
      owned: config.owned ?? usual.owned,
      reversePrefixes: config.reversePrefixes ?? usual.reversePrefixes,
      errorAgents: config.errorAgents ?? usual.errorAgents,
      privateAddresses: config.privateAddresses ?? usual.privateAddresses,
      soa: {
        refreshMin: seconds(soa?.refreshMin) ?? usual.soa.refreshMin,
        retryMin: seconds(soa?.retryMin) ?? usual.soa.retryMin,
        expireMin: seconds(soa?.expireMin) ?? usual.soa.expireMin,
        minimumMin: seconds(soa?.minimumMin) ?? usual.soa.minimumMin,
        minimumMax: seconds(soa?.minimumMax) ?? usual.soa.minimumMax,
      },
      signatureDaysMin: config.signatureDays ?? usual.signatureDaysMin,
      headroom: config.headroom ?? usual.headroom,
      probesAllow: host.probesAllow ?? usual.probesAllow,
      geoDatabase: host.geoDatabase !== undefined,
    },
  };
}

function seconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : Math.round(milliseconds / 1000);
}

/** As CAA has it (RFC 8659 §4.2): no final dot. */
function issuerName(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}
