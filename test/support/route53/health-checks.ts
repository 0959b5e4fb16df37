/** Health checks (API reference, read 2026-11-22) with tags; what is healthy, the test says. */
import { isIPv4, isIPv6 } from "node:net";
import { ApiFault, invalidInput, notFound } from "./api-fault.js";
import type { Content, Element } from "./xml.js";
import { childOf, childrenOf, textOf } from "./xml.js";

const referenceCharactersMax = 64;
const checkedTypes = ["HTTP", "HTTPS", "HTTP_STR_MATCH", "HTTPS_STR_MATCH", "TCP"];
/** What an update may not change. */
const fixedFields = ["Type", "RequestInterval", "MeasureLatency"];

export interface HealthCheck {
  readonly id: string;
  readonly callerReference: string;
  readonly version: number;
  /** Elements of HealthCheckConfig by name. */
  readonly config: ReadonlyMap<string, string>;
}

export class HealthChecks {
  readonly checks = new Map<string, HealthCheck>();
  private readonly unhealthy = new Set<string>();
  /** Of deleted ones: "the same CallerReference as a deleted health check" is refused. */
  private readonly usedReferences = new Set<string>();
  private nextNumber = 1;

  /** What the test wants its checkers to see. */
  setHealthy(id: string, healthy: boolean): void {
    if (healthy) this.unhealthy.delete(id);
    else this.unhealthy.add(id);
  }

  isHealthy(id: string): boolean {
    return !this.unhealthy.has(id);
  }

  create(request: Element): HealthCheck | ApiFault {
    const callerReference = textOf(request, "CallerReference") ?? "";
    if (callerReference.length < 1 || callerReference.length > referenceCharactersMax) {
      return invalidInput(`a CallerReference has 1 to ${referenceCharactersMax} characters`);
    }
    const config = readConfig(childOf(request, "HealthCheckConfig"));
    const fault = configFault(config);
    if (fault !== undefined) return invalidInput(fault);
    const same = [...this.checks.values()].find((one) => one.callerReference === callerReference);
    // "If the health check exists, Route 53 returns the settings for the existing health check."
    if (same !== undefined && sameConfig(same.config, config)) return same;
    if (same !== undefined || this.usedReferences.has(callerReference)) {
      return new ApiFault(
        409,
        "HealthCheckAlreadyExists",
        `A health check with caller reference ${callerReference} already exists`,
      );
    }
    const number = String(this.nextNumber++).padStart(12, "0");
    const check = { id: `00000000-0000-4000-8000-${number}`, callerReference, version: 1, config };
    this.checks.set(check.id, check);
    this.usedReferences.add(callerReference);
    return check;
  }

  get(id: string): HealthCheck | ApiFault {
    return this.checks.get(id) ?? notFound("NoSuchHealthCheck", "health check", id);
  }

  update(id: string, request: Element): HealthCheck | ApiFault {
    const check = this.get(id);
    if (check instanceof ApiFault) return check;
    const version = textOf(request, "HealthCheckVersion");
    if (version !== undefined && Number(version) !== check.version) {
      return new ApiFault(409, "HealthCheckVersionMismatch", "The health check was changed since");
    }
    const changed = readConfig(request);
    changed.delete("HealthCheckVersion");
    if (fixedFields.some((name) => changed.has(name))) return invalidInput("not to be changed");
    const config = new Map([...check.config, ...changed]);
    const fault = configFault(config);
    if (fault !== undefined) return invalidInput(fault);
    const updated = { ...check, version: check.version + 1, config };
    this.checks.set(id, updated);
    return updated;
  }

  /** "Route 53 does not prevent you from deleting a health check" that records still name. */
  delete(id: string): ApiFault | undefined {
    if (this.checks.delete(id)) return undefined;
    return notFound("NoSuchHealthCheck", "health check", id);
  }

  /** In the order of creation, from `marker` on. */
  page(marker: string | null, sizeMax: number): { checks: HealthCheck[]; next?: string } {
    const all = [...this.checks.values()];
    const from = marker === null ? 0 : all.findIndex(({ id }) => id === marker);
    const next = all[from + sizeMax];
    return {
      checks: all.slice(from, from + sizeMax),
      ...(next === undefined ? {} : { next: next.id }),
    };
  }
}

export function healthCheckContent(check: HealthCheck): Content {
  const config: { [name: string]: Content } = Object.fromEntries(check.config);
  const address = check.config.get("IPAddress");
  // IPv6 comes back in another spelling than it was given in.
  if (address !== undefined && isIPv6(address)) config.IPAddress = uncompressed(address);
  return {
    Id: check.id,
    CallerReference: check.callerReference,
    HealthCheckConfig: config,
    HealthCheckVersion: check.version,
  };
}

function readConfig(element: Element | undefined): Map<string, string> {
  const config = new Map<string, string>();
  if (element === undefined || typeof element === "string") return config;
  for (const name of Object.keys(element)) {
    const value = textOf(element, name);
    if (value !== undefined && childrenOf(element, name).length === 1) config.set(name, value);
  }
  return config;
}

function sameConfig(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([name, value]) => b.get(name) === value);
}

function configFault(config: ReadonlyMap<string, string>): string | undefined {
  const type = config.get("Type") ?? "";
  const interval = config.get("RequestInterval") ?? "30";
  const threshold = Number(config.get("FailureThreshold") ?? "3");
  const address = config.get("IPAddress");
  const path = config.get("ResourcePath");
  if (!checkedTypes.includes(type)) return `Type ${type} is not known here`;
  if (interval !== "10" && interval !== "30") return "RequestInterval is 10 or 30";
  if (!(threshold >= 1 && threshold <= 10)) return "FailureThreshold is 1 to 10";
  if (address === undefined && !config.has("FullyQualifiedDomainName")) {
    return "IPAddress or FullyQualifiedDomainName is needed";
  }
  if (address !== undefined && !isIPv4(address) && !isIPv6(address)) {
    return `Invalid IP address ${address}`;
  }
  if (address !== undefined && isPrivate(address)) {
    return `IP address ${address} is in a private range and cannot be checked`;
  }
  if (type === "TCP" && path !== undefined) return "ResourcePath is not for TCP";
  if (type === "TCP" && !config.has("Port")) return "Port is needed for TCP";
  if (type.endsWith("STR_MATCH") !== config.has("SearchString")) return "SearchString does not fit";
  for (const name of ["ResourcePath", "FullyQualifiedDomainName", "SearchString"]) {
    if ((config.get(name)?.length ?? 0) > 255) return `${name} has at most 255 characters`;
  }
  return undefined;
}

/** "Local, private, nonroutable, or multicast"; addresses for documentation are let through. */
function isPrivate(address: string): boolean {
  return isIPv4(address)
    ? /^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])|2[2-5]\d)\./.test(
        address,
      )
    : /^(::1?$|f[cde])/i.test(address);
}

function uncompressed(address: string): string {
  const [head = "", tail] = address.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  return [...before, ...zeros, ...after].map((group) => group.padStart(4, "0")).join(":");
}
