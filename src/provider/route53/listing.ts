/**
 * All record sets of a zone. Pages are no snapshot: what is written meanwhile may be missed or seen
 * twice. So a listing of several pages counts only if nothing moved at the seams and the zone has as
 * many sets as were listed, before and after; else it is listed again.
 */
import {
  GetHostedZoneCommand,
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandInput,
} from "@aws-sdk/client-route-53";
import { z } from "zod";
import { ProviderFault } from "../contract/fault.js";
import type { Caller } from "./caller.js";
import { type ListedSet, recordSetSchema } from "./record-sets.js";

const pageSizeMax = 300;
/** Quota of a zone after being raised, and a lot more. */
const setsMax = 2_000_000;
const attemptsMax = 4;

const cursor = z.string().max(8192).optional();
const pageSchema = z.object({
  ResourceRecordSets: z.array(recordSetSchema).max(pageSizeMax).default([]),
  IsTruncated: z.boolean(),
  NextRecordName: cursor,
  NextRecordType: cursor,
  NextRecordIdentifier: cursor,
});

const zoneSchema = z.object({
  HostedZone: z.object({ ResourceRecordSetCount: z.number().int().min(0) }),
});

export interface ListingOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((listed: number, total: number | null) => void) | undefined;
}

export async function listSets(
  caller: Caller,
  zoneId: string,
  options: ListingOptions,
): Promise<readonly ListedSet[]> {
  let before: string | undefined;
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const pass = await onePass(caller, zoneId, options);
    if (pass.quiet) return pass.sets;
    // Twice the same: then the count is what is behind, not the listing.
    const keys = pass.sets.map(keyOf).join("\n");
    if (pass.inOrder && keys === before) return pass.sets;
    before = keys;
  }
  throw new ProviderFault(
    "busy",
    `${caller.provider}: hosted zone ${zoneId} was changed by somebody else each of ${attemptsMax} times that it was listed`,
    { hint: "let the other writer finish, then plan again" },
  );
}

interface Pass {
  readonly sets: readonly ListedSet[];
  /** No set twice, and each page began where the one before had said. */
  readonly inOrder: boolean;
  /** In order, and as many as the zone says that it has; a single page always is. */
  readonly quiet: boolean;
}

async function onePass(
  caller: Caller,
  zoneId: string,
  { signal, onProgress }: ListingOptions,
): Promise<Pass> {
  const sets: ListedSet[] = [];
  const seen = new Set<string>();
  let start: Partial<ListResourceRecordSetsCommandInput> = {};
  let expected: string | undefined;
  let total: number | null = null;
  let inOrder = true;
  for (;;) {
    const input = { HostedZoneId: zoneId, MaxItems: pageSizeMax, ...start };
    const page = await caller.read(new ListResourceRecordSetsCommand(input), pageSchema, signal);
    const [first] = page.ResourceRecordSets;
    if (expected !== undefined && (first === undefined || keyOf(first) !== expected)) {
      inOrder = false;
    }
    for (const set of page.ResourceRecordSets) {
      const key = keyOf(set);
      if (seen.has(key)) inOrder = false;
      seen.add(key);
      sets.push(set);
    }
    if (!page.IsTruncated) {
      onProgress?.(sets.length, sets.length);
      break;
    }
    if (first === undefined || sets.length > setsMax || page.NextRecordName === undefined) {
      throw new ProviderFault(
        "malformed",
        `${caller.provider}: a listing of hosted zone ${zoneId} that has no end`,
      );
    }
    total ??= await countOf(caller, zoneId, signal);
    onProgress?.(sets.length, total);
    start = {
      StartRecordName: page.NextRecordName,
      StartRecordType: page.NextRecordType as ListResourceRecordSetsCommandInput["StartRecordType"],
      StartRecordIdentifier: page.NextRecordIdentifier,
    };
    expected = keyOf({
      Name: page.NextRecordName,
      Type: page.NextRecordType ?? "",
      SetIdentifier: page.NextRecordIdentifier,
    });
  }
  // Every hosted zone has one; an answer without is no listing, and least of all an empty zone.
  if (!sets.some(({ Type }) => Type === "SOA")) {
    const message = `${caller.provider}: a listing of hosted zone ${zoneId} without an SOA record`;
    throw new ProviderFault("malformed", message, { hint: "try again later" });
  }
  if (total === null) return { sets, inOrder, quiet: inOrder };
  const counts = [total, await countOf(caller, zoneId, signal)];
  return { sets, inOrder, quiet: inOrder && counts.every((count) => count === sets.length) };
}

async function countOf(caller: Caller, zoneId: string, signal?: AbortSignal): Promise<number> {
  const command = new GetHostedZoneCommand({ Id: zoneId });
  const { HostedZone } = await caller.read(command, zoneSchema, signal);
  return HostedZone.ResourceRecordSetCount;
}

function keyOf(set: Pick<ListedSet, "Name" | "Type" | "SetIdentifier">): string {
  return `${set.Name} ${set.Type} ${set.SetIdentifier ?? ""}`;
}
