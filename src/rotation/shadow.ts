/** What a shadow RRset would answer, beside what is answered: never served, only compared. */
import type { SteeredRrset, ZoneSteering } from "../steering/config.js";
import { oddsOf, targetOdds } from "../steering/explain-odds.js";
import type { Plan } from "../steering/plan.js";
import type { Selection } from "../steering/selection.js";
import type { ShadowDifference } from "./rotation-port.js";

/** Shares that differ by less are the same: rounding, or a step of a ramp. */
const shareMin = 0.001;

export function compareShadows(
  config: ZoneSteering,
  plan: Plan,
  before: readonly ShadowDifference[],
  nowMs: number,
): ShadowDifference[] {
  return config.rrsets.flatMap((rrset, shadow) => {
    if (!rrset.shadow) return [];
    const live = config.rrsets.findIndex(
      ({ owner, type, shadow: isShadow }) =>
        !isShadow && owner === rrset.owner && type === rrset.type,
    );
    const values = differences(
      live === -1
        ? plainOdds(rrset)
        : valueOdds(config.rrsets[live]!, plan.rrsets[live]!.selection),
      valueOdds(rrset, plan.rrsets[shadow]!.selection),
    );
    const differs = values.length > 0;
    const known = before.find((one) => one.shadow === shadow);
    const sinceMs = known?.differs === differs ? known.sinceMs : nowMs;
    return [{ shadow, live: live === -1 ? null : live, differs, sinceMs, values }];
  });
}

/** How often each value is answered, the most over all regions. */
function valueOdds(rrset: SteeredRrset, selection: Selection): Map<string, number> {
  const most = new Map<string, number>();
  for (const { answers } of oddsOf(selection)) {
    for (const [place, odds] of targetOdds(answers)) {
      const value = rrset.targets[place]?.value ?? rrset.fallback[place - rrset.targets.length];
      if (value !== undefined) most.set(value, Math.max(most.get(value) ?? 0, odds));
    }
  }
  return most;
}

/** An RRset that is not steered: all of it, always. */
function plainOdds({ targets }: SteeredRrset): Map<string, number> {
  return new Map(targets.map(({ value }) => [value, 1]));
}

function differences(
  live: ReadonlyMap<string, number>,
  shadow: ReadonlyMap<string, number>,
): ShadowDifference["values"] {
  const values = new Set([...live.keys(), ...shadow.keys()]);
  return [...values].flatMap((value) => {
    const odds = { live: live.get(value) ?? 0, shadow: shadow.get(value) ?? 0 };
    return Math.abs(odds.live - odds.shadow) < shareMin ? [] : [{ value, ...odds }];
  });
}
