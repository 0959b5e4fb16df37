/** A line on a terminal that says how far something is; silent elsewhere, and for what is quick. */
import type { Surroundings } from "./surroundings.js";

const firstMs = 500;
const everyMs = 100;
const barWidth = 30;

export class Progress {
  private done = 0;
  private shownAt: number;
  private visible = false;

  constructor(
    private readonly what: string,
    private readonly total: number,
    private readonly around: Surroundings,
  ) {
    this.shownAt = around.now() + firstMs - everyMs;
  }

  advance(): void {
    this.done++;
    if (!this.around.errorIsTerminal) return;
    const now = this.around.now();
    if (now - this.shownAt < everyMs) return;
    this.shownAt = now;
    this.visible = true;
    const filled = Math.round((this.done / this.total) * barWidth);
    const bar = "█".repeat(filled).padEnd(barWidth, "░");
    this.around.complain(`\r${bar} ${this.what} ${this.done} of ${this.total} zones\x1b[K`);
  }

  /** Gives the line back to whatever is printed next. */
  clear(): void {
    if (!this.visible) return;
    this.visible = false;
    this.around.complain("\r\x1b[K");
  }
}
