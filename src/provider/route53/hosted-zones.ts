/** Hosted zones: found by name, made, and where they are served. */
import {
  CreateHostedZoneCommand,
  GetHostedZoneCommand,
  ListHostedZonesByNameCommand,
} from "@aws-sdk/client-route-53";
import { z } from "zod";
import { nameToText } from "../../dns/name-text.js";
import { ProviderFault } from "../contract/fault.js";
import type { ProviderZone } from "../contract/provider.js";
import type { Caller } from "./caller.js";
import { nameFromRoute53, nameToRoute53 } from "./octal-escapes.js";

const text = z.string().max(1024);
const zoneSchema = z.object({
  Id: text,
  Name: text,
  Config: z.object({ PrivateZone: z.boolean().optional() }).optional(),
});
const listSchema = z.object({ HostedZones: z.array(zoneSchema).max(1000).default([]) });
const detailSchema = z.object({
  HostedZone: zoneSchema,
  DelegationSet: z.object({ NameServers: z.array(text).max(100).default([]) }).optional(),
});
type Detail = z.infer<typeof detailSchema>;

/** The one public zone of this name; null if there is none. */
export async function findZone(
  caller: Caller,
  apex: Uint8Array,
  signal?: AbortSignal,
): Promise<ProviderZone | null> {
  const name = nameToRoute53(apex);
  // Zones of one name follow each other; more of them than a page has would be refused below.
  const list = await caller.read(
    new ListHostedZonesByNameCommand({ DNSName: name }),
    listSchema,
    signal,
  );
  const found = list.HostedZones.filter((zone) => {
    return zone.Name === name && zone.Config?.PrivateZone !== true;
  });
  const [only] = found;
  if (only === undefined) return null;
  if (found.length > 1) {
    const ids = found.map(({ Id }) => plainId(Id)).join(", ");
    throw new ProviderFault(
      "rejected",
      `${caller.provider} has ${found.length} public hosted zones named ${nameToText(apex)}: ${ids}`,
      { hint: "delete all but the one that the domain is delegated to" },
    );
  }
  const command = new GetHostedZoneCommand({ Id: plainId(only.Id) });
  return zoneOf(apex, await caller.read(command, detailSchema, signal));
}

/** `reference` is never used again, whatever comes of the call: AWS keeps it for ever. */
export async function createZone(
  caller: Caller,
  apex: Uint8Array,
  reference: string,
  delegationSet: string | null,
  signal?: AbortSignal,
): Promise<ProviderZone> {
  const command = new CreateHostedZoneCommand({
    Name: nameToRoute53(apex),
    CallerReference: reference,
    ...(delegationSet === null ? {} : { DelegationSetId: delegationSet }),
  });
  return zoneOf(apex, await caller.write(command, detailSchema, [], signal));
}

function zoneOf(apex: Uint8Array, { HostedZone, DelegationSet }: Detail): ProviderZone {
  const assigned = (DelegationSet?.NameServers ?? []).map(nameFromRoute53);
  return {
    apex,
    id: plainId(HostedZone.Id),
    assigned: assigned.filter((name) => name !== undefined),
    facts: {},
  };
}

/** `Z1` of `/hostedzone/Z1`, as alias targets have it. */
function plainId(id: string): string {
  return id.replace(/^\/hostedzone\//, "");
}
