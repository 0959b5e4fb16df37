/**
 * RRsets to and from ResourceRecordSets of the API. What is ours among several sets of one name and
 * type carries a set identifier that begins with `fivenines-`; every other routing policy is
 * somebody else's, and opaque.
 */
import type { ResourceRecordSet } from "@aws-sdk/client-route-53";
import { z } from "zod";
import { limits } from "../../base/limits.js";
import { nameToText } from "../../dns/name-text.js";
import { rdataFromText, rdataToText } from "../../dns/rr/rdata-text.js";
import { typeCodeFromText, typeName } from "../../dns/rr/registry.js";
import { TextFault } from "../../dns/text/scanner.js";
import { ProviderFault } from "../contract/fault.js";
import type { Json, JsonObject } from "../contract/json.js";
import type { OpaqueItem } from "../contract/provider.js";
import { orderedRdatas } from "../rrset/ordered-rdatas.js";
import type { ListedRrset, Rrset } from "../rrset/rrset.js";
import { nameFromRoute53, nameToRoute53, textFromValue, valueFromText } from "./octal-escapes.js";

export const ownPrefix = "fivenines-";

/** Bounds only: a set that makes no sense is told as opaque, so that one odd record stops nothing. */
const text = z.string().max(8192);
export const recordSetSchema = z.object({
  Name: text,
  Type: z.string().max(32),
  TTL: z.number().optional(),
  ResourceRecords: z
    .array(z.object({ Value: text }))
    .max(10_000)
    .optional(),
  SetIdentifier: text.optional(),
  Weight: z.number().optional(),
  Failover: text.optional(),
  AliasTarget: z
    .object({ HostedZoneId: text, DNSName: text, EvaluateTargetHealth: z.boolean() })
    .optional(),
  HealthCheckId: text.optional(),
  Region: z.unknown().optional(),
  GeoLocation: z.unknown().optional(),
  MultiValueAnswer: z.unknown().optional(),
  CidrRoutingConfig: z.unknown().optional(),
  GeoProximityLocation: z.unknown().optional(),
  TrafficPolicyInstanceId: z.unknown().optional(),
});
export type ListedSet = z.infer<typeof recordSetSchema>;

/** What DELETE needs besides the RRset: everything as it was listed. */
const rawSchema = z.object({
  name: text,
  values: z.array(text),
  healthCheckId: text.optional(),
  aliasName: text.optional(),
});

/** Names of health checks by their ids, and the way back. */
export interface HealthCheckNames {
  nameOf(id: string): string | undefined;
  idOf(name: string): string | undefined;
}

export function rrsetFromSet(set: ListedSet, checks: HealthCheckNames): ListedRrset | OpaqueItem {
  const owner = nameFromRoute53(set.Name);
  const type = typeCodeFromText(set.Type);
  if (owner === undefined || type === -1) {
    return {
      owner: owner ?? Uint8Array.of(0),
      type: Math.max(type, 0),
      what: "a record set that cannot be read",
    };
  }
  const reason = foreignPolicy(set) ?? oddity(set);
  if (reason !== undefined) return { owner, type, what: reason };
  const rdatas: Uint8Array[] = [];
  for (const { Value } of set.ResourceRecords ?? []) {
    const rdata = rdataFromText(type, textFromValue(Value));
    if (rdata instanceof TextFault) {
      return { owner, type, what: `a value that cannot be read: ${rdata.message}` };
    }
    rdatas.push(rdata);
  }
  const values = (set.ResourceRecords ?? []).map(({ Value }) => Value);
  return {
    owner,
    type,
    variant: set.SetIdentifier ?? "",
    ttlSeconds: set.TTL ?? 0,
    rdatas: orderedRdatas(type, rdatas),
    extra: extraOf(set, checks),
    raw: {
      name: set.Name,
      values,
      ...(set.HealthCheckId === undefined ? {} : { healthCheckId: set.HealthCheckId }),
      ...(set.AliasTarget === undefined ? {} : { aliasName: set.AliasTarget.DNSName }),
    },
    marked: null,
  };
}

const policyFields = [
  ["TrafficPolicyInstanceId", "a record of a traffic policy instance"],
  ["Region", "a record with latency routing"],
  ["GeoLocation", "a record with geolocation routing"],
  ["GeoProximityLocation", "a record with geoproximity routing"],
  ["CidrRoutingConfig", "a record with IP-based routing"],
  ["MultiValueAnswer", "a record with multivalue answer routing"],
] as const;

function foreignPolicy(set: ListedSet): string | undefined {
  for (const [field, what] of policyFields) if (set[field] !== undefined) return what;
  if (set.SetIdentifier === undefined || set.SetIdentifier.startsWith(ownPrefix)) return undefined;
  return `a record with ${set.Failover === undefined ? "weighted" : "failover"} routing that fivenines did not make`;
}

function oddity({ TTL: ttl = 0, ResourceRecords: records = [], AliasTarget: alias }: ListedSet) {
  const isTtl = Number.isInteger(ttl) && ttl >= 0 && ttl <= limits.ttlSecondsMax;
  if (!isTtl) return "a record with a TTL that is none";
  return records.length === 0 && alias === undefined ? "a record set without records" : undefined;
}

function extraOf(set: ListedSet, checks: HealthCheckNames): JsonObject | null {
  const { AliasTarget: alias, HealthCheckId: id, Weight: weight, Failover: failover } = set;
  const extra: JsonObject = {
    ...(weight === undefined ? {} : { weight }),
    ...(failover === undefined ? {} : { failover }),
    ...(id === undefined ? {} : { healthCheck: checks.nameOf(id) ?? `foreign ${id}` }),
    ...(alias === undefined
      ? {}
      : {
          alias: {
            zone: alias.HostedZoneId,
            name: sameName(alias.DNSName),
            evaluateTargetHealth: alias.EvaluateTargetHealth,
          },
        }),
  };
  return Object.keys(extra).length === 0 ? null : extra;
}

/** The one spelling of a name that has several; what is no name stays as it is. */
function sameName(name: string): string {
  const wire = nameFromRoute53(name);
  return wire === undefined ? name : nameToRoute53(wire);
}

/** `extra` as this adapter writes it. */
const extraSchema = z.object({
  weight: z.number().optional(),
  failover: z.enum(["PRIMARY", "SECONDARY"]).optional(),
  healthCheck: text.optional(),
  alias: z.object({ zone: text, name: text, evaluateTargetHealth: z.boolean() }).optional(),
});
export type Extra = z.infer<typeof extraSchema>;

export function extraOfRrset({ owner, extra }: Rrset): Extra {
  return extra === null ? {} : checked(extraSchema, extra, owner);
}

/** What this adapter wrote, by way of a plan or a journal on disk, where it may have been edited. */
function checked<T>(schema: z.ZodType<T>, value: Json, owner: Uint8Array): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const message = `what the plan says of ${nameToText(owner)} is not of Route 53`;
  throw new ProviderFault("rejected", message, { hint: "plan again" });
}

/** The set that an RRset is to become. The health check that it names must be known. */
export function setFromRrset(rrset: Rrset, checks: HealthCheckNames): ResourceRecordSet {
  const { healthCheck } = extraOfRrset(rrset);
  const id = healthCheck === undefined ? undefined : healthCheckId(healthCheck, checks);
  return assembled(rrset, { name: nameToRoute53(rrset.owner), values: valuesOf(rrset) }, id);
}

/** The set as it was listed, for DELETE. */
export function setFromListed(rrset: ListedRrset): ResourceRecordSet {
  const { healthCheckId: id, ...spelling } = checked(rawSchema, rrset.raw, rrset.owner);
  return assembled(rrset, spelling, id);
}

function assembled(
  rrset: Rrset,
  { name, values, aliasName }: Omit<z.infer<typeof rawSchema>, "healthCheckId">,
  healthCheckId: string | undefined,
): ResourceRecordSet {
  const { alias, weight, failover } = extraOfRrset(rrset);
  return {
    Name: name,
    // Whatever has no row in the SDK's list is refused by the service, and told so.
    Type: typeName(rrset.type) as ResourceRecordSet["Type"],
    ...(rrset.variant === "" ? {} : { SetIdentifier: rrset.variant }),
    ...(weight === undefined ? {} : { Weight: weight }),
    ...(failover === undefined ? {} : { Failover: failover }),
    ...(healthCheckId === undefined ? {} : { HealthCheckId: healthCheckId }),
    ...(alias === undefined
      ? { TTL: rrset.ttlSeconds, ResourceRecords: values.map((Value) => ({ Value })) }
      : {
          AliasTarget: {
            HostedZoneId: alias.zone,
            DNSName: aliasName ?? alias.name,
            EvaluateTargetHealth: alias.evaluateTargetHealth,
          },
        }),
  };
}

function healthCheckId(name: string, checks: HealthCheckNames): string {
  const foreign = /^foreign (.+)$/.exec(name)?.[1];
  return foreign ?? checks.idOf(name) ?? name;
}

export function valuesOf({ type, rdatas }: Rrset): string[] {
  return rdatas.map((rdata) => valueFromText(rdataToText(type, rdata)));
}

/** Values that are in a request for a listed RRset, or for one that is to be. */
export function valuesToSend(rrset: Rrset | ListedRrset): readonly string[] {
  return "raw" in rrset ? checked(rawSchema, rrset.raw, rrset.owner).values : valuesOf(rrset);
}
