/** Gathers what the control plane is told, so that one turn of the loop makes one message. */
import type { ProbeClock } from "./probe-clock.js";
import type { ProbeSlot } from "./probe-slot.js";
import type { ProbeNews, ProbeTally } from "./probe-thread-messages.js";

/** A state that does not change is told so often. */
const refreshMs = 10_000;
const hostWarningEveryMs = 60_000;
/** Tallies a second: each costs the other side some microseconds. */
const talliesPerSecond = 1000;

export class NewsDesk {
  readonly #clock: ProbeClock;
  readonly #tell: (news: ProbeNews) => void;
  readonly #changed = new Set<ProbeSlot>();
  #hostWarningAtMs = 0;
  #tallyAtMs = 0;

  constructor(clock: ProbeClock, tell: (news: ProbeNews) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  changed(slot: ProbeSlot): void {
    slot.toldAtMs = this.#clock.unixMs();
    this.#changed.add(slot);
    if (this.#changed.size === 1) this.#clock.soon(() => this.#tellStates());
  }

  unchanged(slot: ProbeSlot, unixMs: number): void {
    if (Math.abs(unixMs - slot.toldAtMs) >= refreshMs) this.changed(slot);
  }

  stalled(stalledMs: number, discarded: number): void {
    this.#tell({ kind: "stalled", stalledMs, discarded });
  }

  /** Once, until it says something else. */
  warn(slot: ProbeSlot, text: string): void {
    if (slot.warning === text) return;
    slot.warning = text;
    if (text !== "") this.#tell({ kind: "warning", key: slot.probe.key, text });
  }

  /** What ails this host ails many probes: told with the first of them, once a minute. */
  warnOfHost(slot: ProbeSlot, text: string): void {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs < this.#hostWarningAtMs) return;
    this.#hostWarningAtMs = nowMs + hostWarningEveryMs;
    this.#tell({ kind: "warning", key: slot.probe.key, text });
  }

  /** To be asked often; sums are told once a second, less often if there are very many. */
  tally(slots: ReadonlyMap<string, ProbeSlot>, nowMs: number): void {
    if (nowMs < this.#tallyAtMs) return;
    this.#tallyAtMs = nowMs + Math.max(1, slots.size / talliesPerSecond) * 1000;
    const sums: ProbeTally[] = [];
    for (const [key, slot] of slots) {
      const sum = slot.tally.take(key);
      if (sum !== undefined) sums.push(sum);
    }
    if (sums.length > 0) this.#tell({ kind: "tally", of: sums });
  }

  #tellStates(): void {
    const changes = [...this.#changed]
      .filter(({ phase }) => phase !== "gone")
      .map(({ probe, state }) => ({ key: probe.key, state }));
    this.#changed.clear();
    if (changes.length > 0) this.#tell({ kind: "states", changes });
  }
}
