/**
 * The guard against the monitoring's own mistakes: within a window it may take out only so many
 * targets of a pool, and so many of the zone. What goes beyond is held: it stays in the answers,
 * although it counts as not healthy, until the window has room again or all its probes have agreed
 * for long enough. (Amazon's ARC has safety rules of that kind for people; this one is for probes.)
 *
 * Of the zone, an address counts once however many RRsets answer it, and each family counts for
 * itself: a machine that dies takes its A and its AAAA with it.
 */
import type { Guard } from "./config.js";
import type { Removal } from "./state.js";
import type { TargetIndex, ZoneIndex } from "./zone-index.js";

export class RemovalGuard {
  readonly #windowMs: number;
  readonly #removals = new Map<string, Removal>();
  readonly #ofPool = new Map<string, number>();
  readonly #ofFamily = new Map<object, Map<string, number>>();
  #changed = false;

  /** Goes on from the removals of earlier plans; those of targets that are gone are forgotten. */
  constructor(
    guard: Guard,
    index: ZoneIndex,
    private readonly before: readonly Removal[],
    private readonly nowMs: number,
  ) {
    this.#windowMs = guard.windowMs;
    for (const removal of before) {
      const entry = index.targets.get(removal.target);
      // A clock that stepped back must not keep a window open for longer than it is.
      const atMs = Math.min(removal.atMs, nowMs);
      const isOver = atMs + guard.windowMs <= nowMs;
      if (entry === undefined || isOver) this.#changed = true;
      else this.#add(entry, atMs === removal.atMs ? removal : { ...removal, atMs });
      if (atMs !== removal.atMs) this.#changed = true;
    }
  }

  /** Which bound leaves no room for it; null if it may go. */
  obstacle(entry: TargetIndex): string | null {
    const own = this.#removals.has(entry.target.id) ? 1 : 0;
    const ofPool = (this.#ofPool.get(entry.poolKey) ?? 0) - own;
    if (ofPool >= entry.poolRemovalsMax) {
      return `${ofPool} of its pool went within ${this.#window()}`;
    }
    const values = this.#ofFamily.get(entry.family);
    if (values === undefined || values.has(entry.target.value)) return null;
    if (values.size < entry.family.removalsMax) return null;
    return `${values.size} of the zone went within ${this.#window()}`;
  }

  remove(entry: TargetIndex): void {
    const { id } = entry.target;
    const known = this.#removals.get(id);
    if (known !== undefined) this.#forget(entry);
    this.#add(entry, { target: id, pool: entry.poolKey, atMs: this.nowMs });
    this.#changed = true;
  }

  /** It is well again and back: what is out is what counts. (Flapping is for damping.) */
  takeBack(entry: TargetIndex): void {
    if (!this.#removals.has(entry.target.id)) return;
    this.#forget(entry);
    this.#changed = true;
  }

  /** When the next removal leaves the window. */
  get roomAtMs(): number | null {
    let first: number | null = null;
    for (const { atMs } of this.#removals.values()) {
      if (first === null || atMs < first) first = atMs;
    }
    return first === null ? null : first + this.#windowMs;
  }

  /** Oldest first; the very list that it began with if nothing became of it. */
  get removals(): readonly Removal[] {
    if (!this.#changed) return this.before;
    return [...this.#removals.values()].sort(
      (a, b) => a.atMs - b.atMs || (a.target < b.target ? -1 : 1),
    );
  }

  #add(entry: TargetIndex, removal: Removal): void {
    // Each target once, so that the list is never longer than the configuration.
    if (this.#removals.has(removal.target)) this.#forget(entry);
    this.#removals.set(removal.target, removal);
    this.#ofPool.set(entry.poolKey, (this.#ofPool.get(entry.poolKey) ?? 0) + 1);
    const values = this.#ofFamily.get(entry.family) ?? new Map<string, number>();
    values.set(entry.target.value, (values.get(entry.target.value) ?? 0) + 1);
    this.#ofFamily.set(entry.family, values);
  }

  #forget(entry: TargetIndex): void {
    this.#removals.delete(entry.target.id);
    this.#ofPool.set(entry.poolKey, this.#ofPool.get(entry.poolKey)! - 1);
    const values = this.#ofFamily.get(entry.family)!;
    const left = values.get(entry.target.value)! - 1;
    if (left === 0) values.delete(entry.target.value);
    else values.set(entry.target.value, left);
  }

  #window(): string {
    return `${this.#windowMs / 1000} s`;
  }
}
