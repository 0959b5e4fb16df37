/**
 * The orders of operators that are in force: those of the local file first, then those that came
 * over the admin endpoint, which are kept in the state folder and end when their time is over.
 */
import type { Override } from "../steering/state.js";

/** Each is held against every target at every plan. */
export const adminOverridesMax = 1000;

export class OverrideBook {
  private file: readonly Override[] = [];
  private admin: readonly Override[] = [];
  private both: readonly Override[] = [];

  /** In order: the last that matches decides. */
  get all(): readonly Override[] {
    return this.both;
  }

  /** Those that came over the admin endpoint. */
  get ofAdmin(): readonly Override[] {
    return this.admin;
  }

  get isFull(): boolean {
    return this.admin.length >= adminOverridesMax;
  }

  /** Returns those that are new and those that are gone. */
  setFile(overrides: readonly Override[]): {
    readonly set: readonly Override[];
    readonly cleared: readonly Override[];
  } {
    const before = new Set(this.file.map(keyOf));
    const now = new Set(overrides.map(keyOf));
    const set = overrides.filter((override) => !before.has(keyOf(override)));
    const cleared = this.file.filter((override) => !now.has(keyOf(override)));
    this.file = overrides;
    this.merge();
    return { set, cleared };
  }

  /** Takes the kept ones, at start. */
  restore(overrides: readonly Override[]): void {
    this.admin = overrides.slice(0, adminOverridesMax);
    this.merge();
  }

  /** What is in force besides orders with this pattern: a new one takes their place. */
  without(pattern: string): readonly Override[] {
    return [...this.file, ...this.withoutPattern(pattern)];
  }

  add(override: Override): void {
    this.admin = [...this.withoutPattern(override.pattern), override];
    this.merge();
  }

  /** Takes back the orders with this pattern; returns them. */
  clear(pattern: string): readonly Override[] {
    const cleared = this.admin.filter((override) => override.pattern === pattern);
    this.admin = this.withoutPattern(pattern);
    this.merge();
    return cleared;
  }

  /** Drops those whose time is over; returns them. Those of the file stay where they stand. */
  expire(nowMs: number): readonly Override[] {
    const isOver = ({ untilMs }: Override) => untilMs !== null && untilMs <= nowMs;
    const ended = this.admin.filter(isOver);
    if (ended.length === 0) return ended;
    this.admin = this.admin.filter((override) => !isOver(override));
    this.merge();
    return ended;
  }

  /** When the next one that came over the admin endpoint ends. */
  get endsAtMs(): number | null {
    const ends = this.admin.flatMap(({ untilMs }) => (untilMs === null ? [] : [untilMs]));
    return ends.length === 0 ? null : Math.min(...ends);
  }

  private withoutPattern(pattern: string): Override[] {
    return this.admin.filter((override) => override.pattern !== pattern);
  }

  private merge(): void {
    this.both = [...this.file, ...this.admin];
  }
}

function keyOf({ pattern, action, untilMs, who, why }: Override): string {
  return JSON.stringify([pattern, action, untilMs, who, why]);
}
