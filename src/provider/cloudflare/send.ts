/** A batch on its way: a change of a setting, or operations on records. */
import type Cloudflare from "cloudflare";
import { z } from "zod";
import type { Change } from "../contract/change.js";
import { ProviderFault } from "../contract/fault.js";
import type { CloudflareCalls } from "./calls.js";
import { divided, type Operations } from "./operations.js";
import { operationsOfBatch } from "./pack.js";
import { settingsAnswer } from "./payloads.js";

export interface Sending {
  readonly zoneId: string;
  readonly marks: boolean;
  readonly batchMax: number;
  readonly signal: AbortSignal | undefined;
}

type BatchParams = Parameters<Cloudflare["dns"]["records"]["batch"]>[0];

/** What was done is listed anew by whoever wants to know it. */
const batchAnswer = z.looseObject({});

export async function sendBatch(
  calls: CloudflareCalls,
  changes: readonly Change[],
  sending: Sending,
): Promise<void> {
  for (const change of changes) {
    if (change.kind !== "setting") continue;
    const params = { zone_id: sending.zoneId, [change.name]: change.after };
    await calls.write(
      `set ${change.name}`,
      (client, options) => client.dns.settings.zone.edit(params, options),
      settingsAnswer,
      sending.signal,
    );
  }
  // One part, unless an owner alone has more operations than the plan allows.
  const parts = divided(operationsOfBatch(changes, sending.marks), sending.batchMax);
  for (const [i, part] of parts.entries()) {
    try {
      await sendOperations(calls, part, sending);
    } catch (error) {
      throw error instanceof ProviderFault ? faultOfBatch(error, changes, i > 0) : error;
    }
  }
}

function sendOperations(
  calls: CloudflareCalls,
  { deletes, patches, posts }: Operations,
  { zoneId, signal }: Sending,
): Promise<unknown> {
  // The SDK has a type for every record type; rows of a table have one for all.
  const params = { zone_id: zoneId, deletes, patches, posts } as unknown as BatchParams;
  return calls.write(
    "batch",
    (client, options) => client.dns.records.batch(params, options),
    batchAnswer,
    signal,
  );
}

/** Which change was meant is not told; where a batch is about one owner, there is no doubt. */
function faultOfBatch(
  fault: ProviderFault,
  changes: readonly Change[],
  isBegun: boolean,
): ProviderFault {
  const owners = new Set(changes.map((change) => ownerOf(change)));
  const isPlain = fault.kind === "rejected" && owners.size === 1;
  if (!isPlain && !isBegun) return fault;
  return new ProviderFault(fault.kind, fault.message, {
    committed: isBegun ? "unknown" : fault.committed,
    hint: fault.hint,
    culprits: isPlain ? changes.map(({ id }) => ({ changeId: id, reason: fault.message })) : [],
    cause: fault,
    ...(fault.retryAfterMs === null ? {} : { retryAfterMs: fault.retryAfterMs }),
  });
}

function ownerOf(change: Change): string {
  if (change.kind === "setting" || change.kind === "resource") return change.name;
  return Buffer.from((change.after ?? change.before).owner).toString("latin1");
}
