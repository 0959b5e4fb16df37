/**
 * Steering by Route 53 itself. One pool is a weighted set of records; several are a chain of
 * failover pairs, since a pair is all that Route 53 knows:
 *
 *   www            PRIMARY → _pool-1.www      SECONDARY → _pools-2.www
 *   _pools-2.www   PRIMARY → _pool-2.www      SECONDARY → _pool-3.www
 *   _pool-n.www    weighted records, one a target, each with its health check
 *
 * A pool of one target needs no name of its own: its record stands where the alias would.
 */
import { createHash } from "node:crypto";
import { addressFromText } from "../../base/ip.js";
import { nameFromText } from "../../dns/name-text.js";
import { rdataToText } from "../../dns/rr/rdata-text.js";
import type { Resource } from "../contract/change.js";
import type { IntentCheck, IntentPool, IntentTarget, SteeredIntent } from "../contract/desired.js";
import type { JsonObject } from "../contract/json.js";
import type { Loss, ProviderZone } from "../contract/provider.js";
import type { Rrset } from "../rrset/rrset.js";
import {
  type CheckSpec,
  canonicalAddress,
  checkName,
  healthCheckType,
  specJson,
} from "./health-checks.js";
import { nameToRoute53 } from "./octal-escapes.js";
import { ownPrefix } from "./record-sets.js";

const weightMax = 255;
/** "100 resource record sets that have the same name and type." */
const targetsMax = 100;
/** Share by which a weight may differ without being told. */
const roundingMax = 0.01;
const identifierTextMax = 100;
const pathCharactersMax = 255;
const fallMax = 10;
const intervals = { fast: 10, slow: 30 } as const;
/** Ranges that no checker of Route 53 reaches, in front of every public one. */
const privateAddress =
  /^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])|2[2-5]\d)\.|^(::1?$|f[cdef])/i;

export interface SteeredSets {
  readonly rrsets: readonly Rrset[];
  readonly resources: readonly Resource[];
}

type Told = (code: string, severity: Loss["severity"], message: string, hint: string) => void;

/** Undefined where the policy cannot be expressed; then the plain RRset is served. */
export function steeredSets(
  intent: SteeredIntent,
  zone: ProviderZone,
  losses: Loss[],
): SteeredSets | undefined {
  const { owner, type, policy } = intent;
  const told: Told = (code, severity, message, hint) => {
    losses.push({ code, severity, owner, type, message, hint });
  };
  const pools = intent.pools.filter(({ targets }) => targets.length > 0);
  if (policy !== "weighted" && policy !== "failover") {
    told(
      "policy-not-expressed",
      "degraded",
      `Route 53 has nothing for the policy ${policy}: all targets are answered`,
      "steer it by driving: mode driven",
    );
    return undefined;
  }
  const crowded = pools.find(({ targets }) => targets.length > targetsMax);
  if (pools.length === 0 || crowded !== undefined) {
    told(
      "policy-not-expressed",
      "degraded",
      crowded === undefined
        ? "there is no target to steer"
        : `pool ${crowded.name} has ${crowded.targets.length} targets, Route 53 takes ${targetsMax}`,
      "steer it by driving: mode driven",
    );
    return undefined;
  }
  if (pools.some(({ targets }) => targets.length > 1)) {
    told("one-target-answered", "info", "Route 53 answers one target of a pool at a time", "");
  }
  return new Sets(intent, pools, zone, told).made();
}

class Sets {
  private readonly rrsets: Rrset[] = [];
  private readonly resources = new Map<string, Resource>();

  constructor(
    private readonly intent: SteeredIntent,
    private readonly pools: readonly IntentPool[],
    private readonly zone: ProviderZone,
    private readonly told: Told,
  ) {}

  made(): SteeredSets | undefined {
    if (this.pools.length > 1 && this.nameBelow("_pools", this.pools.length) === undefined) {
      const message = "names of pools below it would be longer than 255 octets";
      this.told("policy-not-expressed", "degraded", message, "steer it by driving: mode driven");
      return undefined;
    }
    this.from(0, this.intent.owner);
    return { rrsets: this.rrsets, resources: [...this.resources.values()] };
  }

  /** Pool `index` and all behind it, at `owner`. */
  private from(index: number, owner: Uint8Array): void {
    const pool = this.pools[index]!;
    const isLast = index === this.pools.length - 1;
    if (isLast) {
      this.weighted(pool, owner);
      return;
    }
    this.half("PRIMARY", index, owner);
    if (index + 2 < this.pools.length) {
      const rest = this.nameBelow("_pools", index + 2)!;
      this.from(index + 1, rest);
      this.add(owner, "secondary", { failover: "SECONDARY", alias: this.alias(rest) });
    } else this.half("SECONDARY", index + 1, owner);
  }

  /** A half of a failover pair: the one record of a pool, or an alias of its records. */
  private half(failover: "PRIMARY" | "SECONDARY", index: number, owner: Uint8Array): void {
    const pool = this.pools[index]!;
    const [only] = pool.targets;
    const half = failover.toLowerCase();
    if (pool.targets.length === 1 && only !== undefined) {
      this.add(owner, half, { failover, ...this.check(only) }, only);
      return;
    }
    const name = this.nameBelow("_pool", index + 1)!;
    this.weighted(pool, name);
    this.add(owner, half, { failover, alias: this.alias(name) });
  }

  private weighted(pool: IntentPool, owner: Uint8Array): void {
    const weights = scaledWeights(pool.targets.map(({ weight }) => weight));
    if (!weights.exact) {
      const message = `weights of pool ${pool.name} are rounded to whole numbers up to ${weightMax}`;
      this.told("weight-rounded", "info", message, "");
    }
    for (const [index, target] of pool.targets.entries()) {
      const weight = weights.scaled[index]!;
      const identifier = targetIdentifier(this.intent.type, target);
      this.add(owner, identifier, { weight, ...this.check(target) }, target);
    }
  }

  private add(owner: Uint8Array, identifier: string, extra: JsonObject, target?: IntentTarget) {
    this.rrsets.push({
      owner,
      type: this.intent.type,
      variant: `${ownPrefix}${identifier}`,
      ttlSeconds: target === undefined ? 0 : this.intent.ttlSeconds,
      rdatas: target === undefined ? [] : [target.rdata],
      extra,
    });
  }

  private alias(name: Uint8Array): JsonObject {
    return { zone: this.zone.id, name: nameToRoute53(name), evaluateTargetHealth: true };
  }

  /** The health check of a target, made a resource; nothing if there can be none. */
  private check(target: IntentTarget): { healthCheck?: string } {
    const { check } = target;
    if (check === null) return {};
    const spec = this.specOf(check, rdataToText(this.intent.type, target.rdata));
    if (spec === undefined) return {};
    const name = checkName(this.zone, spec);
    this.resources.set(name, { type: healthCheckType, name, spec: specJson(spec), raw: null });
    return { healthCheck: name };
  }

  private specOf(check: IntentCheck, target: string): CheckSpec | undefined {
    const address = canonicalAddress(check.address);
    const isAddress = addressFromText(address) !== undefined;
    const unreachable = isAddress
      ? privateAddress.test(address)
      : check.host === "" && check.address === "";
    if (unreachable || check.path.length > pathCharactersMax) {
      const reason = unreachable
        ? `${address} cannot be reached by Route 53's health checkers`
        : `its path has more than ${pathCharactersMax} characters`;
      const message = `target ${target} is answered without a health check: ${reason}`;
      this.told("check-not-possible", "degraded", message, "steer it by driving: mode driven");
      return undefined;
    }
    const intervalSeconds =
      check.intervalSeconds < intervals.slow ? intervals.fast : intervals.slow;
    const fall = Math.min(Math.max(1, Math.round(check.fall)), fallMax);
    if (intervalSeconds !== check.intervalSeconds || fall !== check.fall) {
      const message = `target ${target} is checked every ${intervalSeconds} s, down after ${fall} failures`;
      this.told("check-interval", "info", message, "");
    }
    const host = check.host === "" && !isAddress ? check.address : check.host;
    return {
      type: check.kind === "http" ? "HTTP" : check.kind === "https" ? "HTTPS" : "TCP",
      ...(isAddress ? { address } : {}),
      port: check.port,
      ...(check.kind === "tcp" ? {} : { path: check.path === "" ? "/" : check.path }),
      ...(host === "" ? {} : { host }),
      intervalSeconds,
      fall,
    };
  }

  private nameBelow(label: string, number: number): Uint8Array | undefined {
    return nameFromText(`${label}-${number}`, this.intent.owner);
  }
}

/** Whole weights of 0 to 255 in the same proportions; exact to a hundredth. */
function scaledWeights(weights: readonly number[]): { scaled: number[]; exact: boolean } {
  const largest = Math.max(...weights);
  const whole = weights.every((weight) => Number.isInteger(weight));
  const factor = whole && largest <= weightMax ? 1 : weightMax / largest;
  const scaled = weights.map((weight) => {
    // A little is not nothing: weight 0 would take the target out.
    return weight <= 0 ? 0 : Math.max(1, Math.round(weight * factor));
  });
  const exact = scaled.every((made, i) => {
    const wanted = weights[i]! * factor;
    return Math.abs(made - wanted) <= wanted * roundingMax;
  });
  return { scaled, exact };
}

/** The target as text, where that is short and plain enough for an identifier. */
function targetIdentifier(type: number, { rdata }: IntentTarget): string {
  const text = rdataToText(type, rdata).toLowerCase();
  if (text.length <= identifierTextMax && /^[a-z0-9.:_-]+$/.test(text)) return text;
  return createHash("sha256").update(rdata).digest("hex").slice(0, 32);
}
