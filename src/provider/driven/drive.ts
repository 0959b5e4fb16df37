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
import { applyPlan } from "../apply/apply-plan.js";
import type { Clock } from "../contract/clock.js";
import type { Allowances, Member } from "../contract/member.js";
import type { LastApplied } from "../contract/memory.js";
import type { Verifier, VerifyReport } from "../contract/verification.js";
import type { FileMemory } from "../journal/file-memory.js";
import { makePlan, memberKey } from "../plan/make-plan.js";
import { keyOf } from "../rrset/rrset.js";
import { rrsetDigest } from "../rrset/rrset-digest.js";
import type { DriveEvent, DriveTally } from "./drive-event.js";
import { narrowMember, wholeMemory } from "./narrow-member.js";
import { type DriveLimits, PushLimits } from "./push-limits.js";

export interface Drive {
  readonly clock: Clock;
  /** Fractions from 0 up to 1. */
  readonly random: () => number;
  readonly signal: AbortSignal;
  readonly memory: FileMemory;
  readonly verifier: Verifier;
  readonly allowances: Allowances;
  readonly tally: DriveTally;
  /** Pause between two looks; null looks once. */
  readonly everyMs: number | null;
  readonly limits: (member: Member) => DriveLimits;
  /** Members with what is answered now, or why that is not known. */
  readonly look: () => Promise<{ members: readonly Member[]; unknown: string | null }>;
  readonly onEvent: (event: DriveEvent) => void;
}

/** The steering's own guard bounds how much goes at once; the newest answer is right in any case. */
const alwaysAllowed = ["too-many-updates", "unverified"];
/** In mode `mirror` the zone file wins; so do answers. */
const allowedInMirror = ["conflict", "foreign-rrset"];
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
    const { look, tally } = this.task;
    const { members, unknown } = await look();
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
    const { provider } = member;
    const apex = nameToText(member.desired.apex);
    const beganAtMs = task.clock.nowMs();
    const fail = (message: string, hint: string) => {
      this.isWell = false;
      task.tally.failures++;
      const againInMs = limits.failed(name, task.clock.nowMs());
      this.tell({ kind: "failed", apex, provider: provider.name, message, hint, againInMs });
    };
    try {
      const last = await task.memory.lastApplied(apex, provider.name);
      if (last === null) {
        return fail("nothing was applied there yet", "first: fivenines sync apply");
      }
      const narrow = narrowMember(member, new Set(answers.keys()), last);
      const { clock, signal } = task;
      const allowances = allowancesFor(member, task.allowances);
      const made = await makePlan([narrow], task.memory, { clock, allowances, signal });
      const [part] = made.plan.parts;
      const [unreachable] = made.plan.unreachable;
      if (part === undefined) return fail(unreachable?.reason ?? "", unreachable?.hint ?? "");
      const stop = part.refusals[0] ?? part.held[0]?.refusal;
      if (part.changes.length > 0 && part.refusals.length === 0) {
        const reports: VerifyReport[] = [];
        const summary = await applyPlan({
          ...made,
          members: [narrow],
          memory: task.memory,
          clock,
          random: task.random,
          allowances,
          replan: false,
          verifier: witnessed(task.verifier, reports),
          signal,
        });
        const [done] = summary.members;
        if (done === undefined || !["done", "partly", "unchanged"].includes(done.outcome)) {
          return fail(done?.message ?? "", done?.hint ?? "");
        }
        await this.rememberRest(apex, provider.name, last, answers);
        limits.pushed(provider.name, name, answers.keys(), clock.nowMs());
        const served = reports.at(-1)?.outcome ?? null;
        task.tally.pushes++;
        task.tally.changes += done.applied;
        if (served !== "equal") task.tally.unproven++;
        const changes = part.changes.map(({ change: { id }, why }) => ({ id, why }));
        const tookMs = clock.nowMs() - beganAtMs;
        this.tell({ kind: "pushed", apex, provider: provider.name, changes, served, tookMs });
      }
      if (stop !== undefined) return fail(`${stop.message} [${stop.code}]`, stop.lift);
      limits.succeeded(name);
      for (const [key, digest] of answers) place.known.set(key, digest);
    } catch (fault) {
      if (!task.signal.aborted) fail(fault instanceof Error ? fault.message : String(fault), "");
    }
  }

  private async rememberRest(
    apex: string,
    provider: string,
    before: LastApplied,
    answers: ReadonlyMap<string, string>,
  ): Promise<void> {
    const { memory } = this.task;
    const after = await memory.lastApplied(apex, provider);
    if (after === null) return;
    const whole = wholeMemory(before, after, new Set(answers.keys()));
    const hasMore = whole.rrsets.length > after.rrsets.length;
    if (!hasMore && whole.quarantined.length === after.quarantined.length) return;
    await memory.keepLastApplied(apex, provider, whole);
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

function allowancesFor({ policy }: Member, { codes }: Allowances): Allowances {
  const more = policy.mode === "mirror" ? allowedInMirror : [];
  return { codes: new Set([...codes, ...alwaysAllowed, ...more]) };
}

/** What is served wrong is kept for the report, and puts nothing back. */
function witnessed(verifier: Verifier, reports: VerifyReport[]): Verifier {
  return async (task) => {
    const report = await verifier(task);
    reports.push(report);
    return report.outcome === "unequal" ? { ...report, outcome: "unknown" } : report;
  };
}
