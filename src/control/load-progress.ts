/** How far the first load is, told now and then: of a hundred thousand zones it takes seconds. */
import type { Clock } from "./clock.js";
import type { ZoneEvent } from "./zone-events.js";

const tellMs = 250;

export class LoadProgress {
  private done = 0;
  /** Zones that are waited for; 0 while nothing is told. */
  private total = 0;
  private toldAt = 0;

  constructor(
    private readonly clock: Clock,
    private readonly tell: (event: ZoneEvent) => void,
  ) {}

  expect(zones: number): void {
    this.done = 0;
    this.total = zones;
  }

  advance(zones: number): void {
    if (this.total === 0) return;
    this.done += zones;
    const now = this.clock.now();
    if (now - this.toldAt < tellMs && this.done < this.total) return;
    this.toldAt = now;
    this.tell({ kind: "load-progress", done: this.done, total: this.total });
  }

  end(): void {
    this.total = 0;
  }
}
