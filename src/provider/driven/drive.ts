/**
 * Carries what the server answers to providers that know nothing of it, for ever:
 *
 *   look → which answers differ from what was pushed → rested? room in the hour? → push just those
 *
 * A push is a plan of its own, applied with journal and verification. While one is under way at a
 * place, newer answers wait and only the newest is pushed. A push that is not served is told, and
 * not put back: the answer before it is the one with the dead target.
 */
import { nameToText } from "../../dns/name-text.js";
import type { Member } from "../contract/member.js";
import { memberKey } from "../plan/make-plan.js";
import { keyOf } from "../rrset/rrset.js";
import { rrsetDigest } from "../rrset/rrset-digest.js";
import type { DriveEvent, DriveTally } from "./drive-event.js";
import { type PushTools, pushAnswers } from "./push-answers.js";
import { type DriveLimits, PushLimits } from "./push-limits.js";

export interface Drive extends PushTools {
  readonly tally: DriveTally;
  /** Pause between two looks; null looks once. */
  readonly everyMs: number | null;
  readonly limits: (member: Member) => DriveLimits;
  /** Members with what is answered now, or why that is not known. */
  readonly look: () => Promise<{ members: readonly Member[]; unknown: string | null }>;
  readonly onEvent: (event: DriveEvent) => void;
}

/** What was pushed is looked at again after this long: somebody else may have pushed meanwhile. */
const believedMs = 300_000;

/** Resolves when `signal` is aborted and what was under way is over. True if all looks went well. */
export async function drive(task: Drive): Promise<boolean> {
  return new Driving(task).run();
}

class Driving {
  private readonly limits = new PushLimits();
  private readonly places = new Map<string, Place>();
  private readonly delayed = new Set<string>();
  private blindBecause: string | null = null;
  private isWell = true;

  constructor(private readonly task: Drive) {}

  async run(): Promise<boolean> {
    const { clock, signal, everyMs } = this.task;
    while (!signal.aborted) {
      await this.round();
      if (everyMs === null) break;
      await clock.wait(everyMs, signal);
    }
    await Promise.all([...this.places.values()].map(({ push }) => push));
    return this.isWell;
  }

  private async round(): Promise<void> {
    const { tally } = this.task;
    const { members, unknown } = await this.look();
    tally.rounds++;
    tally.waiting = 0;
    this.tellSight(unknown);
    if (unknown !== null) {
      tally.blind++;
      this.isWell = false;
      return;
    }
    for (const member of members) this.consider(member);
  }

  /** Whatever keeps it from looking is no reason to end. */
  private async look(): ReturnType<Drive["look"]> {
    try {
      return await this.task.look();
    } catch (fault) {
      return { members: [], unknown: fault instanceof Error ? fault.message : String(fault) };
    }
  }

  private consider(member: Member): void {
    const { task, limits } = this;
    const { provider, desired } = member;
    const nowMs = task.clock.nowMs();
    const name = memberKey(nameToText(desired.apex), provider.name);
    const place = this.placeOf(name, nowMs);
    if (place.push !== null || !limits.mayTry(name, nowMs)) return;
    const { pauseMs, pushesPerHour } = task.limits(member);
    const changed = [...answersOf(member)].filter(
      ([key, digest]) => place.known.get(key) !== digest,
    );
    const rested = changed.filter(([key]) => limits.isRested(name, key, pauseMs, nowMs));
    task.tally.waiting += changed.length - rested.length;
    if (rested.length === 0) return;
    const untilMs = limits.fullUntilMs(provider.name, pushesPerHour, nowMs);
    this.tellDelay(provider.name, untilMs);
    if (untilMs !== null) {
      task.tally.waiting += rested.length;
      return;
    }
    place.push = this.push(member, new Map(rested), place, name).finally(() => {
      place.push = null;
    });
  }

  private placeOf(name: string, nowMs: number): Place {
    const known = this.places.get(name);
    if (known !== undefined) {
      if (nowMs - known.sinceMs > believedMs) {
        known.known.clear();
        known.sinceMs = nowMs;
      }
      return known;
    }
    const place: Place = { known: new Map(), sinceMs: nowMs, push: null };
    this.places.set(name, place);
    return place;
  }

  /** Never rejects. */
  private async push(
    member: Member,
    answers: ReadonlyMap<string, string>,
    place: Place,
    name: string,
  ): Promise<void> {
    const { task, limits } = this;
    const { clock, tally } = task;
    const { provider } = member;
    const at = { apex: nameToText(member.desired.apex), provider: provider.name };
    const beganAtMs = clock.nowMs();
    const keys = new Set(answers.keys());
    const result = await pushAnswers(task, member, keys);
    if (result.kind === "stopped") return;
    if (result.kind === "failed") {
      const againInMs = limits.failed(name, clock.nowMs());
      this.tellFailure({ ...at, ...result.failure, againInMs });
      return;
    }
    limits.succeeded(name);
    for (const [key, digest] of answers) place.known.set(key, digest);
    const { changes, applied, served, held } = result;
    if (changes.length > 0) {
      limits.pushed(provider.name, name, keys, clock.nowMs());
      tally.pushes++;
      tally.changes += applied;
      if (served !== "equal") tally.unproven++;
      const tookMs = clock.nowMs() - beganAtMs;
      this.tell({ kind: "pushed", ...at, changes, served, tookMs });
    }
    // One that is held must not keep the others waiting: it is looked at again with all of them.
    const againInMs = place.sinceMs + believedMs - clock.nowMs();
    for (const failure of held) this.tellFailure({ ...at, ...failure, againInMs });
  }

  private tellFailure(failure: Omit<DriveEvent & { kind: "failed" }, "kind" | "atMs">): void {
    this.isWell = false;
    this.task.tally.failures++;
    this.tell({ kind: "failed", ...failure });
  }

  private tellSight(unknown: string | null): void {
    if (unknown === this.blindBecause) return;
    this.blindBecause = unknown;
    this.tell(unknown === null ? { kind: "seeing" } : { kind: "blind", reason: unknown });
  }

  private tellDelay(provider: string, untilMs: number | null): void {
    if (untilMs === null) this.delayed.delete(provider);
    else if (!this.delayed.has(provider)) {
      this.delayed.add(provider);
      this.tell({ kind: "delayed", provider, untilMs });
    }
  }

  private tell(event: WithoutTime<DriveEvent>): void {
    this.task.onEvent({ atMs: this.task.clock.nowMs(), ...event } as DriveEvent);
  }
}

type WithoutTime<E> = E extends DriveEvent ? Omit<E, "atMs"> : never;

/** A zone at a provider. */
interface Place {
  /** Digests of the answers that are there, by `rrsetKey`. */
  readonly known: Map<string, string>;
  /** Since when they are believed. */
  sinceMs: number;
  push: Promise<void> | null;
}

/**
 * Driven RRsets whose answer is known, by their RDATA alone: a TTL goes along with them, and is no
 * reason to push.
 */
function* answersOf({ desired }: Member): Generator<[key: string, digest: string]> {
  for (const rrset of desired.rrsets) {
    const key = keyOf(rrset);
    const leeway = desired.driven?.get(key);
    if (leeway === undefined || leeway.stays !== null) continue;
    yield [key, rrsetDigest({ ...rrset, ttlSeconds: 0 })];
  }
}
