/** What makes parts a plan: their order, and a hash that says whether anybody changed it since. */
import { createHash } from "node:crypto";
import type { PlanPart, SyncPlan } from "../contract/plan.js";
import { canonicalJson } from "../rrset/same-json.js";
import { partToJson, planFormat, unreachableToJson } from "./plan-json.js";

const idDigits = 12;

export function sealedPlan(
  madeAtMs: number,
  parts: readonly PlanPart[],
  unreachable: SyncPlan["unreachable"],
): SyncPlan {
  const ordered = parts.toSorted(
    (a, b) => compare(a.apex, b.apex) || a.stage - b.stage || compare(a.provider, b.provider),
  );
  const failed = unreachable.toSorted(
    (a, b) => compare(a.apex, b.apex) || compare(a.provider, b.provider),
  );
  const hash = planHash(ordered, failed);
  return { id: planId(hash), hash, madeAtMs, parts: ordered, unreachable: failed };
}

export function planId(hash: string): string {
  return hash.slice(0, idDigits);
}

/** SHA-256, hexadecimal, over all of a plan but the time when it was made. */
export function planHash(parts: readonly PlanPart[], unreachable: SyncPlan["unreachable"]): string {
  const digest = createHash("sha256");
  digest.update(canonicalJson([planFormat, unreachableToJson(unreachable)]));
  for (const part of parts) {
    const { head, changes, held } = partToJson(part);
    digest.update(canonicalJson(head));
    for (const change of changes) digest.update(canonicalJson(change));
    digest.update(canonicalJson(held));
  }
  return digest.digest("hex");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
