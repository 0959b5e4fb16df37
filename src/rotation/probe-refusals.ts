/** Tells of probes that the host does not allow, once for each reason. */
import type { ProbeBook } from "./probe-book.js";
import type { RotationEvent } from "./rotation-events.js";

export class ProbeRefusals {
  private readonly told = new Map<string, string>();

  constructor(
    private readonly book: ProbeBook,
    private readonly onEvent: (event: RotationEvent) => void,
  ) {}

  /** `reason` is that of the probe's last result. */
  note(key: string, reason: string): void {
    if (!reason.startsWith("not allowed")) {
      this.told.delete(key);
      return;
    }
    const probe = this.book.nameOf(key);
    if (this.told.get(key) === reason || probe === undefined) return;
    this.told.set(key, reason);
    this.onEvent({ kind: "probe-refused", probe, reason });
  }

  /** Forgets probes that are not run any more. */
  retain(): void {
    for (const key of this.told.keys())
      if (this.book.stateOf(key) === undefined) this.told.delete(key);
  }
}
