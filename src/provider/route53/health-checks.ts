/**
 * Health checks that fivenines made for a zone. A check is named after its content, so making it
 * again finds it, and one that nothing names any more can go. Ours are told by their caller
 * reference, which cannot be changed; those of other zones and of other people are left alone.
 *
 *   fivenines-<zone: 8 digits>-<content: 24 digits>[-<attempt: 8 digits>]
 *
 * A reference is used up once its check is deleted; the attempt makes it new.
 */
import { createHash } from "node:crypto";
import {
  ChangeTagsForResourceCommand,
  CreateHealthCheckCommand,
  DeleteHealthCheckCommand,
  type HealthCheckConfig,
  ListHealthChecksCommand,
  UpdateHealthCheckCommand,
} from "@aws-sdk/client-route-53";
import { z } from "zod";
import { assert } from "../../base/assert.js";
import { addressFromText, addressToText } from "../../base/ip.js";
import type { Resource, ResourceChange } from "../contract/change.js";
import { ProviderFault } from "../contract/fault.js";
import type { Json, JsonObject } from "../contract/json.js";
import type { Attempt, ProviderZone } from "../contract/provider.js";
import { canonicalJson } from "../rrset/same-json.js";
import type { Caller } from "./caller.js";
import { ownPrefix } from "./record-sets.js";

export const healthCheckType = "health-check";
const pageSizeMax = 100;
const pagesMax = 1000;
const text = z.string().max(1024);

const checkSchema = z.object({
  Id: text,
  CallerReference: text,
  HealthCheckVersion: z.number(),
  HealthCheckConfig: z.object({
    Type: text,
    IPAddress: text.optional(),
    Port: z.number().optional(),
    ResourcePath: text.optional(),
    FullyQualifiedDomainName: text.optional(),
    RequestInterval: z.number().optional(),
    FailureThreshold: z.number().optional(),
    Inverted: z.boolean().optional(),
    Disabled: z.boolean().optional(),
  }),
});
type ListedCheck = z.infer<typeof checkSchema>;

const pageSchema = z.object({
  HealthChecks: z.array(checkSchema).max(1000).default([]),
  IsTruncated: z.boolean(),
  NextMarker: text.optional(),
});
const madeSchema = z.object({ HealthCheck: checkSchema });

/** What is asked, as it is compared; what a check of ours does not have is left out. */
export const specSchema = z.object({
  type: z.enum(["HTTP", "HTTPS", "TCP"]),
  address: text.optional(),
  port: z.number(),
  path: text.optional(),
  host: text.optional(),
  intervalSeconds: z.number(),
  fall: z.number(),
});
export type CheckSpec = z.infer<typeof specSchema>;

/** As data, without what is not there. */
export function specJson(spec: CheckSpec): JsonObject {
  return Object.fromEntries(
    Object.entries(spec).filter((entry): entry is [string, string | number] => {
      return entry[1] !== undefined;
    }),
  );
}

const rawSchema = z.object({ id: text, version: z.number() });

/** The name of a check: a hash of where it belongs and what it does. */
export function checkName(zone: ProviderZone, spec: CheckSpec): string {
  return digits(`${zone.id} ${canonicalJson(specJson(spec))}`, 24);
}

export async function listChecks(
  caller: Caller,
  zone: ProviderZone,
  signal?: AbortSignal,
): Promise<Resource[]> {
  const found: Resource[] = [];
  let marker: string | undefined;
  for (let pages = 0; pages < pagesMax; pages++) {
    const command = new ListHealthChecksCommand({ Marker: marker, MaxItems: pageSizeMax });
    const page = await caller.read(command, pageSchema, signal);
    for (const check of page.HealthChecks) {
      const name = ownName(zone, check.CallerReference);
      if (name !== undefined) found.push(resourceOf(name, check));
    }
    marker = page.NextMarker;
    if (!page.IsTruncated || marker === undefined) return found;
  }
  throw new ProviderFault(
    "malformed",
    `${caller.provider}: a listing of health checks without end`,
  );
}

/** Makes, changes or deletes one check. The id of one that was made or changed. */
export async function applyCheck(
  caller: Caller,
  zone: ProviderZone,
  change: ResourceChange,
  { token, signal }: Attempt,
): Promise<string | null> {
  const { before, after, name } = change;
  if (after === null) {
    assert(before !== null, "a change of nothing");
    await remove(caller, before, signal);
    return null;
  }
  const spec = specSchema.parse(after.spec);
  if (before !== null) {
    const { id, version } = rawSchema.parse(before.raw);
    const { Type: _, RequestInterval: __, ...config } = configOf(spec);
    const command = new UpdateHealthCheckCommand({
      HealthCheckId: id,
      HealthCheckVersion: version,
      Inverted: false,
      Disabled: false,
      ...config,
    });
    await caller.write(command, madeSchema, [], signal);
    return id;
  }
  const reference = `${referenceHead(zone)}${name}`;
  const made = await create(caller, reference, spec, signal).catch((fault: unknown) => {
    // Used up by a check that was deleted: another reference, the same for each attempt.
    if (!(fault instanceof ProviderFault) || fault.kind !== "rejected") throw fault;
    return create(caller, `${reference}-${digits(token, 8)}`, spec, signal);
  });
  await label(caller, made.Id, zone, spec, signal);
  return made.Id;
}

async function create(
  caller: Caller,
  CallerReference: string,
  spec: CheckSpec,
  signal?: AbortSignal,
): Promise<ListedCheck> {
  const command = new CreateHealthCheckCommand({
    CallerReference,
    HealthCheckConfig: configOf(spec),
  });
  return (await caller.write(command, madeSchema, [], signal)).HealthCheck;
}

/** For people who look at the console; that it fails harms nothing. */
async function label(
  caller: Caller,
  id: string,
  { id: zoneId }: ProviderZone,
  { address, host, port }: CheckSpec,
  signal?: AbortSignal,
): Promise<void> {
  const command = new ChangeTagsForResourceCommand({
    ResourceType: "healthcheck",
    ResourceId: id,
    AddTags: [
      { Key: "Name", Value: tagText(`fivenines ${address ?? host ?? ""} port ${port}`) },
      { Key: "fivenines-zone", Value: tagText(zoneId) },
    ],
  });
  await caller.write(command, z.object({}), [], signal).catch(() => undefined);
}

async function remove(caller: Caller, before: Resource, signal?: AbortSignal): Promise<void> {
  const { id } = rawSchema.parse(before.raw);
  const command = new DeleteHealthCheckCommand({ HealthCheckId: id });
  await caller.write(command, z.object({}), [], signal).catch((fault: unknown) => {
    const isGone = fault instanceof ProviderFault && fault.kind === "not-found";
    if (!isGone) throw fault;
  });
}

function configOf(spec: CheckSpec): HealthCheckConfig {
  return {
    Type: spec.type,
    ...(spec.address === undefined ? {} : { IPAddress: spec.address }),
    Port: spec.port,
    ...(spec.path === undefined ? {} : { ResourcePath: spec.path }),
    ...(spec.host === undefined ? {} : { FullyQualifiedDomainName: spec.host }),
    ...(spec.type === "HTTPS" ? { EnableSNI: true } : {}),
    RequestInterval: spec.intervalSeconds,
    FailureThreshold: spec.fall,
  };
}

function resourceOf(name: string, check: ListedCheck): Resource {
  const config = check.HealthCheckConfig;
  const spec: { [key: string]: Json } = {
    type: config.Type,
    ...(config.IPAddress === undefined ? {} : { address: canonicalAddress(config.IPAddress) }),
    port: config.Port ?? 0,
    ...(config.ResourcePath === undefined ? {} : { path: config.ResourcePath }),
    ...(config.FullyQualifiedDomainName === undefined
      ? {}
      : { host: config.FullyQualifiedDomainName }),
    intervalSeconds: config.RequestInterval ?? 30,
    fall: config.FailureThreshold ?? 3,
    // Switches that we never use, so that one who did is seen.
    ...(config.Inverted === true ? { inverted: true } : {}),
    ...(config.Disabled === true ? { disabled: true } : {}),
  };
  const raw = { id: check.Id, version: check.HealthCheckVersion };
  return { type: healthCheckType, name, spec, raw };
}

/** Route 53 writes IPv6 in full. */
export function canonicalAddress(text: string): string {
  const address = addressFromText(text);
  return address === undefined ? text : addressToText(address);
}

function referenceHead(zone: ProviderZone): string {
  return `${ownPrefix}${digits(zone.id, 8)}-`;
}

function ownName(zone: ProviderZone, reference: string): string | undefined {
  const head = referenceHead(zone);
  if (!reference.startsWith(head)) return undefined;
  return /^([0-9a-f]{24})(-[0-9a-f]{8})?$/.exec(reference.slice(head.length))?.[1];
}

function digits(content: string, count: number): string {
  return createHash("sha256").update(content).digest("hex").slice(0, count);
}

function tagText(value: string): string {
  return value.replace(/[^A-Za-z0-9 _.:/=+@-]/g, "_").slice(0, 256);
}
