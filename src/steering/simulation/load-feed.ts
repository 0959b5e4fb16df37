/**
 * What targets tell of their load in a simulation: the declared peak by their share of it, or, where
 * a running server was told a load, that load as much as their share has grown since.
 */
import type { ZoneSteering } from "../config.js";
import type { LoadReport, SteeringState } from "../state.js";
import type { AnswerRecord } from "./answer-record.js";

export class LoadFeed {
  readonly loads = new Map<string, LoadReport>();
  private readonly told: ReadonlyMap<string, LoadReport>;
  /** How often all tell, milliseconds; null if nobody does. */
  readonly periodMs: number | null;
  private readonly isByPeak: boolean;

  constructor(
    private readonly config: ZoneSteering,
    from: SteeringState | null,
    tellLoadMs: number | null,
  ) {
    this.told = from?.loads ?? new Map();
    const periods = [...this.told.values()].map(({ periodMs }) => periodMs);
    this.periodMs = tellLoadMs ?? (periods.length === 0 ? null : Math.min(...periods));
    this.isByPeak = tellLoadMs !== null;
    for (const [id, load] of this.told) this.loads.set(id, load);
  }

  /** Every target tells what it carries under the answers of now. */
  tell(answers: readonly AnswerRecord[], nowMs: number): void {
    const { periodMs } = this;
    if (periodMs === null) return;
    for (const [rrsetPlace, { targets, peak }] of this.config.rrsets.entries()) {
      const { samples } = answers[rrsetPlace]!;
      const first = samples[0];
      const latest = samples.at(-1);
      if (first === undefined || latest === undefined) continue;
      for (const [place, { id, capacity }] of targets.entries()) {
        const told = this.told.get(id);
        const share = latest.shares[place]!;
        if (told !== undefined) {
          const before = first.shares[place]!;
          const load = before === 0 ? told.load : (told.load * share) / before;
          this.loads.set(id, { ...told, load, atMs: nowMs });
        } else if (this.isByPeak && peak !== null && capacity !== null) {
          this.loads.set(id, { load: peak * share, capacity: null, atMs: nowMs, periodMs });
        }
      }
    }
  }
}
