/** How the answers of one RRset change in the course of a simulation. */
import type { SteeredRrset } from "../config.js";
import type { RrsetPlan, TargetPlan } from "../plan.js";
import { type ClientMix, loadShares } from "./client-mix.js";

/** From `atMs` on, until the next one. */
export interface AnswerSample {
  /** From the start of the simulation, milliseconds. */
  readonly atMs: number;
  /** Share of the load by target, by its place. */
  readonly shares: readonly number[];
  readonly ttl: number;
  readonly panic: boolean;
  /** Share of the targets that take part, 0 to 1. */
  readonly healthy: number;
}

/** Samples kept of one RRset: a flapping day has fewer. */
const samplesMax = 10_000;

export class AnswerRecord {
  readonly samples: AnswerSample[] = [];
  /** How often each target came or went, by its place. */
  readonly flips: number[];
  private readonly serving: boolean[] = [];
  private last = "";

  constructor(
    readonly rrset: SteeredRrset,
    private readonly mix: ClientMix | null,
  ) {
    this.flips = rrset.targets.map(() => 0);
  }

  /** Returns whether clients may see a difference. */
  take(planned: RrsetPlan, targets: ReadonlyMap<string, TargetPlan>, atMs: number): boolean {
    let serving = 0;
    for (const [place, { id }] of this.rrset.targets.entries()) {
      const isServing = targets.get(id)?.serving === true;
      if (isServing) serving++;
      const before = this.serving[place];
      if (before !== undefined && before !== isServing) this.flips[place]!++;
      this.serving[place] = isServing;
    }
    const shape = JSON.stringify([planned.selection, planned.panic]);
    const key = `${shape}${planned.ttl}/${serving}`;
    if (key === this.last) return false;
    const isSame = this.last.startsWith(shape);
    this.last = key;
    if (this.samples.length >= samplesMax) return false;
    this.samples.push({
      atMs,
      shares: isSame
        ? this.samples.at(-1)!.shares
        : loadShares(this.rrset, planned.selection, this.mix),
      ttl: planned.ttl,
      panic: planned.panic,
      healthy: serving / Math.max(1, this.rrset.targets.length),
    });
    return !isSame;
  }

  /** What is answered at that time. */
  at(ms: number): AnswerSample | undefined {
    return this.samples.findLast(({ atMs }) => atMs <= ms) ?? this.samples[0];
  }
}
