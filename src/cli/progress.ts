/** A line on a terminal that says how far something is; silent elsewhere, and for what is quick. */
import type { Surroundings } from "./surroundings.js";

const firstMs = 500;
const everyMs = 100;
const barMin = 5;
const barMax = 30;

export class Progress {
  private done = 0;
  private shownAt: number;
  private visible = false;

  constructor(
    private readonly what: string,
    private readonly total: number,
    private readonly around: Surroundings,
    private readonly things = "zones",
  ) {
    this.shownAt = around.now() + firstMs - everyMs;
  }

  /** `count` more are done. */
  advance(count = 1): void {
    this.done += count;
    if (!this.around.errorIsTerminal) return;
    const now = this.around.now();
    if (now - this.shownAt < everyMs) return;
    this.shownAt = now;
    this.visible = true;
    this.around.complain(`\r${this.line(this.around.errorColumns() - 1)}\x1b[K`);
  }

  /** Short enough not to be broken: only one line can be wiped away. */
  private line(charsMax: number): string {
    const text = `${this.what} ${this.done} of ${this.total} ${this.things}`;
    const width = Math.min(barMax, charsMax - text.length - 1);
    if (width < barMin) return text.slice(0, charsMax);
    const filled = Math.round((this.done / this.total) * width);
    return `${"█".repeat(filled).padEnd(width, "░")} ${text}`;
  }

  /** Gives the line back to whatever is printed next. */
  clear(): void {
    if (!this.visible) return;
    this.visible = false;
    this.around.complain("\r\x1b[K");
  }
}
