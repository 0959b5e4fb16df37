/** Plans one zone and puts the plan into service; what goes wrong there stays there. */
import type { Clock } from "../control/clock.js";
import { type Plan, plan } from "../steering/plan.js";
import { emptyMemory } from "../steering/state.js";
import type { AnswerBlocks } from "./answer-blocks.js";
import type { RotationEvent } from "./rotation-events.js";
import type { RunningZone } from "./running-zone.js";
import { compareShadows } from "./shadow.js";

export interface ZonePlannerOptions {
  readonly clock: Clock;
  readonly blocks: AnswerBlocks;
  onEvent(event: RotationEvent): void;
}

/** A zone of ten thousand targets rests so many times as long as its last plan took. */
const restFactor = 2;
/** A zone that could not be planned is tried again, though nothing new is told. */
const retryMs = 5000;

export class ZonePlanner {
  constructor(private readonly options: ZonePlannerOptions) {}

  /** Never throws: if there is no plan, or it cannot be published, the last answers stay. */
  plan(zone: RunningZone): void {
    const { clock, blocks, onEvent } = this.options;
    const now = clock.now();
    let failure: string | null = null;
    try {
      const made = planAnyhow(zone, now);
      zone.take(made, now);
      for (const event of made.events) onEvent({ kind: "planned", apex: zone.apex, event });
      this.compareShadows(zone, now);
    } catch (fault) {
      failure = reasonOf(fault);
    }
    try {
      if (zone.isPlanned) blocks.publish(zone);
    } catch (fault) {
      failure ??= reasonOf(fault);
    }
    const end = clock.now();
    zone.notBeforeMs = end + (end - now) * restFactor;
    if (failure !== null) zone.wakeAtMs = now + retryMs;
    this.tellFailure(zone, failure);
  }

  private tellFailure(zone: RunningZone, failure: string | null): void {
    if (failure === zone.failure) return;
    zone.failure = failure;
    const { onEvent } = this.options;
    if (failure === null) onEvent({ kind: "planning-recovered", apex: zone.apex });
    else onEvent({ kind: "planning-failed", apex: zone.apex, reason: failure });
  }

  private compareShadows(zone: RunningZone, nowMs: number): void {
    if (!zone.config.rrsets.some(({ shadow }) => shadow)) return;
    const before = zone.shadows;
    zone.shadows = compareShadows(zone.config, zone.plan, before, nowMs);
    for (const { shadow, differs, values } of zone.shadows) {
      const was = before.find((one) => one.shadow === shadow)?.differs ?? false;
      if (was === differs) continue;
      const { owner, type } = zone.config.rrsets[shadow]!;
      const because = values
        .slice(0, valuesTold)
        .map(({ value, live, shadow: odds }) => `${value} ${percent(live)} → ${percent(odds)}`)
        .join(", ");
      this.options.onEvent({ kind: "shadow", apex: zone.apex, owner, type, differs, because });
    }
  }
}

const valuesTold = 8;

/** What the last plan left behind is a help, not a must: with a fault in it, it is left out. */
function planAnyhow(zone: RunningZone, nowMs: number): Plan {
  const { config, state } = zone;
  try {
    return plan(config, state, nowMs);
  } catch (fault) {
    if (state.memory === emptyMemory) throw fault;
    return plan(config, { ...state, memory: emptyMemory }, nowMs);
  }
}

function reasonOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}
