/**
 * Takes the orders of operators: from the local file and over the admin endpoint. An order that
 * would leave too little is refused unless it is forced; who gave which and why is told.
 */
import type { Clock } from "../control/clock.js";
import type { SteeredRrset, Target } from "../steering/config.js";
import { drainRefusal } from "../steering/drain-refusal.js";
import { matchesTarget } from "../steering/overrides.js";
import type { Override } from "../steering/state.js";
import { adminOverridesMax, OverrideBook } from "./override-book.js";
import type { OverrideReading } from "./override-text.js";
import { isUnreadable, OverrideWatch } from "./override-watch.js";
import type { RotationEvent } from "./rotation-events.js";
import type { OverrideChange, OverrideOutcome, SteeredZone } from "./rotation-port.js";
import type { SteeringKeeper } from "./steering-keeper.js";

export interface OverrideDeskOptions {
  /** The local file; null for none. */
  readonly file: string | null;
  readonly keeper: SteeringKeeper | null;
  readonly clock: Clock;
  readonly zones: () => Iterable<SteeredZone>;
  onEvent(event: RotationEvent): void;
  /** Other orders are in force. */
  onChange(): void;
}

/** Answers that were on their way when a target was drained, and clocks of caches. */
const drainMarginMs = 5000;

export class OverrideDesk {
  private readonly book = new OverrideBook();
  private readonly watch: OverrideWatch | null;

  constructor(private readonly options: OverrideDeskOptions) {
    const { file, clock } = options;
    this.watch =
      file === null
        ? null
        : new OverrideWatch({ file, clock, onRead: (reading) => this.takeFile(file, reading) });
  }

  get overrides(): readonly Override[] {
    return this.book.all;
  }

  get endsAtMs(): number | null {
    return this.book.endsAtMs;
  }

  open(): void {
    this.book.restore(this.options.keeper?.keptOverrides() ?? []);
    this.watch?.start();
    this.expire();
  }

  close(): void {
    this.watch?.close();
  }

  /** Drops what is over. */
  expire(): void {
    const ended = this.book.expire(this.options.clock.now());
    for (const override of ended) this.tell(override, "ended");
    if (ended.length > 0) void this.options.keeper?.keepOverrides(this.book.ofAdmin);
  }

  async order(change: OverrideChange): Promise<OverrideOutcome> {
    const now = this.options.clock.now();
    const { pattern, action, who, why } = change;
    const untilMs = change.forMs === null ? null : now + change.forMs;
    const override: Override = { pattern, action, untilMs, atMs: now, who, why, source: "admin" };
    const reached = this.reached(pattern);
    const refusal = this.refusal(override, reached, change.force);
    if (refusal !== null) return refusal;
    const overtaken = action === "auto" && untilMs === null ? this.within(reached) : [];
    for (const known of new Set([pattern, ...overtaken])) {
      for (const cleared of this.book.clear(known)) this.tell(cleared, "cleared");
    }
    // "auto" takes back; only what the zone or the local file says otherwise needs an order against it.
    const isNeeded =
      action !== "auto" || reached.some(({ target, rrset }) => !this.isAuto(target, rrset));
    if (isNeeded) {
      this.book.add(override);
      this.tell(override, "set");
    }
    this.options.onChange();
    const isKept = (await this.options.keeper?.keepOverrides(this.book.ofAdmin)) ?? true;
    return {
      kind: "done",
      ...(isKept ? {} : ({ kept: false } as const)),
      targets: reached.map(({ target }) => target.id),
      drainedAtMs: action === "drain" ? now + longestTtlMs(reached) + drainMarginMs : null,
    };
  }

  private refusal(
    override: Override,
    reached: readonly Reached[],
    force: boolean,
  ): OverrideOutcome | null {
    if (override.action !== "auto" && this.book.isFull) {
      return {
        kind: "refused",
        reason: `${adminOverridesMax} overrides are in force already`,
        hint: "take some back with auto, or name several targets with one pattern",
      };
    }
    if (force) return null;
    const others = this.book.without(override.pattern);
    for (const { config, state } of new Set(reached.map(({ zone }) => zone))) {
      const asIf = { ...state, overrides: others };
      const reason = drainRefusal(config, asIf, override, override.atMs);
      if (reason !== null) return { kind: "refused", reason, hint: "--force does it all the same" };
    }
    return null;
  }

  /** Patterns of orders about nothing but these targets. */
  private within(reached: readonly Reached[]): readonly string[] {
    const ids = new Set(reached.map(({ target }) => target.id));
    return this.book.ofAdmin
      .map(({ pattern }) => pattern)
      .filter((pattern) => {
        const own = this.reached(pattern);
        return own.length > 0 && own.every(({ target }) => ids.has(target.id));
      });
  }

  private isAuto(target: Target, rrset: SteeredRrset): boolean {
    const last = this.book.all.findLast(({ pattern }) => matchesTarget(pattern, target, rrset));
    return (last?.action ?? target.state) === "auto";
  }

  private takeFile(file: string, reading: OverrideReading | null): void {
    const { onEvent, onChange } = this.options;
    const { overrides, diagnostics } = reading ?? { overrides: [], diagnostics: [] };
    const isLost = reading !== null && isUnreadable(reading);
    const count = isLost ? null : overrides.length;
    onEvent({ kind: "override-file", file, overrides: count, diagnostics });
    if (isLost) return;
    const { set, cleared } = this.book.setFile(overrides);
    for (const override of cleared) this.tell(override, "cleared");
    for (const override of set) this.tell(override, "set");
    onChange();
  }

  private tell(override: Override, change: "set" | "cleared" | "ended"): void {
    // At start the file is read before the first zone is.
    const isEarly = [...this.options.zones()].length === 0;
    const targets = isEarly ? null : this.reached(override.pattern).length;
    this.options.onEvent({ kind: "override", override, change, targets });
  }

  private reached(pattern: string): Reached[] {
    const reached: Reached[] = [];
    for (const zone of this.options.zones()) {
      for (const rrset of zone.config.rrsets) {
        for (const target of rrset.targets) {
          if (matchesTarget(pattern, target, rrset)) reached.push({ zone, rrset, target });
        }
      }
    }
    return reached;
  }
}

interface Reached {
  readonly zone: SteeredZone;
  readonly rrset: SteeredRrset;
  readonly target: Target;
}

/** A cache may have got the answer with the longest TTL just before. */
function longestTtlMs(reached: readonly Reached[]): number {
  return Math.max(0, ...reached.map(({ rrset }) => rrset.ttl.max)) * 1000;
}
