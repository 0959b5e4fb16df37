/**
 * When to reload by itself: after file changes, once it has been quiet for a moment, so that a
 * checkout of a thousand files is one reload and a file is not read while it is being written.
 */
import type { Clock } from "./clock.js";

const quietMs = 200;
/** Changes that never pause must not put a reload off for ever. */
const waitMsMax = 2000;
/** Where the kernel reports no changes, all files are looked at this often. */
const pollMs = 5000;

export class ReloadTrigger {
  private enabled = false;
  private firstHintAt: number | null = null;
  private cancelTimer: () => void = () => {};
  private cancelPoll: (() => void) | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly reload: (reason: string) => void,
  ) {}

  enable(): void {
    this.enabled = true;
  }

  /** Some file has changed. */
  hint(): void {
    if (!this.enabled) return;
    const now = this.clock.now();
    this.firstHintAt ??= now;
    const rest = this.firstHintAt + waitMsMax - now;
    this.cancelTimer();
    this.cancelTimer = this.clock.after(Math.max(0, Math.min(quietMs, rest)), () => {
      this.firstHintAt = null;
      this.reload("file change");
    });
  }

  /** From now on looks by itself, for there are no hints. False if it already does. */
  poll(): boolean {
    if (!this.enabled || this.cancelPoll !== null) return false;
    const again = () => {
      this.cancelPoll = this.clock.after(pollMs, () => {
        this.reload("poll");
        again();
      });
    };
    again();
    return true;
  }

  close(): void {
    this.enabled = false;
    this.cancelTimer();
    this.cancelPoll?.();
  }
}
