/** What of a stored plan a run is about. */
import { lowerNameFromText, nameToText } from "../dns/name-text.js";
import type { SyncPlan } from "../provider/contract/plan.js";
import type { ChoiceFlags } from "./sync-flags.js";

/**
 * Flags leave out parts. Nothing else does: a part of which the configuration knows nothing any more
 * is not done, and whoever applies the plan is to hear of it.
 */
export function wantedParts(plan: SyncPlan, { zone, provider }: ChoiceFlags): SyncPlan {
  const zones = zone === undefined ? undefined : new Set(zone.map(absolute));
  const providers = provider === undefined ? undefined : new Set(provider);
  const isWanted = (part: { readonly apex: string; readonly provider: string }) =>
    zones?.has(part.apex) !== false && providers?.has(part.provider) !== false;
  return {
    ...plan,
    parts: plan.parts.filter(isWanted),
    unreachable: plan.unreachable.filter(isWanted),
  };
}

function absolute(text: string): string {
  const wire = lowerNameFromText(text);
  return wire === undefined ? text : nameToText(wire);
}
