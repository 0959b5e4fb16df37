/**
 * A plan as JSON: the form in which it is kept, hashed, and shown to programs. RRsets are in
 * presentation form; batches name their changes by id.
 */
import { nameToText } from "../../dns/name-text.js";
import { typeName } from "../../dns/rr/registry.js";
import type { Json } from "../contract/json.js";
import type { PlannedChange, PlanPart, SyncPlan } from "../contract/plan.js";
import { changeToJson } from "../journal/change-json.js";

/** Raised when a field changes its meaning or goes; new ones may come without that. */
export const planFormat = 1;

/** A part but for its changes, and these one by one: a large plan is never one string. */
export interface PartJson {
  readonly head: { readonly [key: string]: Json };
  readonly changes: Iterable<Json>;
  readonly held: readonly Json[];
}

export function partToJson(part: PlanPart): PartJson {
  const { apex, provider, serial, stage, zone, liveDigest, unchanged, expected } = part;
  return {
    head: {
      apex,
      provider,
      serial,
      stage,
      zone:
        zone === null
          ? null
          : {
              id: zone.id,
              assigned: zone.assigned.map((name) => nameToText(name)),
              facts: zone.facts,
            },
      liveDigest,
      refusals: part.refusals.map(({ code, message, lift }) => ({ code, message, lift })),
      losses: part.losses.map(({ code, severity, owner, type, message, hint }) => ({
        code,
        severity,
        owner: nameToText(owner),
        type: typeName(type),
        message,
        hint,
      })),
      batches: part.batches.map(({ changes, summary, calls, overwrite }) => ({
        changes: changes.map(({ id }) => id),
        summary,
        calls,
        overwrite,
      })),
      unchanged,
      foreign: part.foreign.map(({ owner, type, variant }) => ({
        owner: nameToText(owner),
        type: typeName(type),
        ...(variant === "" ? {} : { variant }),
      })),
      opaque: part.opaque.map(({ owner, type, what }) => ({
        owner: nameToText(owner),
        type: typeName(type),
        what,
      })),
      expected: { calls: expected.calls, seconds: expected.seconds },
    },
    changes: mapped(part.changes, plannedToJson),
    held: part.held.map((held) => {
      const { code, message, lift } = held.refusal;
      return { ...plannedToJson(held), refusal: { code, message, lift } };
    }),
  };
}

export function unreachableToJson(unreachable: SyncPlan["unreachable"]): Json {
  return unreachable.map(({ apex, provider, reason, hint }) => ({ apex, provider, reason, hint }));
}

function plannedToJson({ change, cause, why }: PlannedChange) {
  return { change: changeToJson(change) as Json, cause, why };
}

function* mapped<A, B>(items: Iterable<A>, of: (item: A) => B): Generator<B> {
  for (const item of items) yield of(item);
}
