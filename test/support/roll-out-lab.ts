/**
 * A roll-out in small: providers in memory, a virtual clock, a disk that can stop. `sync` plans and
 * applies as the command line does, and `verifierOf` asks the providers' imagined nameservers.
 */
import { seededRandom } from "../../src/base/seeded-random.js";
import { nameToText } from "../../src/dns/name-text.js";
import { applyPlan } from "../../src/provider/apply/apply-plan.js";
import type { ApplySummary, ApplyTask } from "../../src/provider/apply/apply-task.js";
import { openDesk } from "../../src/provider/calls/call-desk.js";
import { isRrsetChange } from "../../src/provider/contract/change.js";
import type { Clock } from "../../src/provider/contract/clock.js";
import type { SyncEvent } from "../../src/provider/contract/events.js";
import type { Member, MemberPolicy } from "../../src/provider/contract/member.js";
import type { SyncPlan } from "../../src/provider/contract/plan.js";
import type { Finding, Verifier } from "../../src/provider/contract/verification.js";
import { openMemory } from "../../src/provider/journal/file-memory.js";
import { type MadePlan, makePlan } from "../../src/provider/plan/make-plan.js";
import { keyOf, type Rrset } from "../../src/provider/rrset/rrset.js";
import { sameRrset } from "../../src/provider/rrset/same-rrset.js";
import { apex, policy } from "../unit/provider/plan/plan-sketch.js";
import { MemoryProvider, type MemoryProviderOptions } from "./memory-provider.js";
import { StoppingDisk } from "./stopping-disk.js";
import { VirtualClock } from "./virtual-clock.js";

type ProviderSketch = Partial<Omit<MemoryProviderOptions, "clock" | "desk">>;

export interface SyncOptions extends Partial<ApplyTask> {
  readonly allow?: readonly string[];
}

export class RollOutLab {
  readonly clock = new VirtualClock();
  readonly random: () => number;
  readonly events: SyncEvent[] = [];
  disk = new StoppingDisk();
  private readonly members: Member[] = [];

  constructor(seed = 1) {
    this.random = seededRandom(seed);
  }

  /** A provider whose zone example.com has these RRsets. */
  provider(name: string, there: readonly Rrset[], sketch: ProviderSketch = {}): MemoryProvider {
    const { clock, random } = this;
    const rate = { callsPerSecond: 10, burst: 10 };
    const desk = openDesk({ account: name, rate, clock, random });
    const provider = new MemoryProvider({ name, clock, desk, ...sketch });
    provider.put(apex, ...there);
    return provider;
  }

  /** Says what a provider should have; the last word counts. */
  want(
    provider: MemoryProvider,
    rrsets: readonly Rrset[],
    more: Partial<MemberPolicy> = {},
    serial = 2,
  ): void {
    const desired = { apex, serial, rrsets, steered: [], hints: new Map(), losses: [] };
    const at = this.members.findIndex((member) => member.provider === provider);
    const member = { provider, desired, policy: { ...policy, ...more } };
    if (at === -1) this.members.push(member);
    else this.members[at] = member;
  }

  async plan(allow: readonly string[] = []): Promise<SyncPlan> {
    return (await this.made(allow)).plan;
  }

  async sync(options: SyncOptions = {}): Promise<ApplySummary> {
    const { plan, ...bases } =
      options.plan === undefined ? await this.made(options.allow) : { plan: options.plan };
    return this.clock.drive(applyPlan(this.task(plan, { ...bases, ...options })));
  }

  private made(allow: readonly string[] = []): Promise<MadePlan> {
    const allowances = { codes: new Set(allow) };
    const memory = openMemory("sync", this.disk);
    return this.clock.drive(makePlan(this.members, memory, { clock: this.clock, allowances }));
  }

  task(plan: SyncPlan, { allow = [], ...more }: SyncOptions = {}): ApplyTask {
    return {
      plan,
      members: this.members,
      memory: openMemory("sync", this.disk),
      clock: this.clock,
      random: this.random,
      allowances: { codes: new Set(allow) },
      replan: false,
      verifier: verifierOf(this.clock),
      onEvent: (event) => this.events.push(event),
      ...more,
    };
  }

  /** `aws done, cloud skipped`, in the order of the plan. */
  static outcomes({ members }: ApplySummary): string {
    return members.map(({ provider, outcome }) => `${provider} ${outcome}`).join(", ");
  }
}

/** Whether two zones have the same RRsets. */
export function sameZone(a: readonly Rrset[], b: readonly Rrset[]): boolean {
  const others = new Map(b.map((rrset) => [keyOf(rrset), rrset]));
  return (
    a.length === b.length &&
    a.every((rrset) => {
      const other = others.get(keyOf(rrset));
      return other !== undefined && sameRrset(rrset, other, { txtStrings: "kept" });
    })
  );
}

/** Asks one imagined nameserver for each change, until the deadline. */
export function verifierOf(clock: Clock): Verifier {
  return async ({ provider, changes, policy: { deadlineMs, everyMs }, signal }) => {
    const beganAtMs = clock.nowMs();
    const nameserver = { name: `ns.${provider.name}.`, address: "192.0.2.53", port: 53 };
    const asked = changes.filter(isRrsetChange);
    for (;;) {
      const findings = asked.flatMap((change): Finding[] => {
        const { owner, type } = change.after ?? change.before;
        const served = (provider as MemoryProvider).servedAt(
          keyOf(change.after ?? change.before),
          clock.nowMs(),
        );
        const isSame =
          served === null || change.after === null
            ? served === change.after
            : sameRrset(served, change.after, { txtStrings: "kept" });
        const facts = { nameserver, owner, type, transport: "udp" as const };
        return isSame ? [] : [{ ...facts, verdict: "wrong", detail: "something else" }];
      });
      const isOver = clock.nowMs() - beganAtMs >= deadlineMs || signal?.aborted === true;
      if (findings.length > 0 && !isOver) {
        await clock.wait(everyMs, signal);
        continue;
      }
      return {
        apex: nameToText(apex),
        provider: provider.name,
        nameservers: [nameserver],
        matched: asked.length - findings.length,
        asked: asked.length,
        findings,
        unchecked: [],
        tookMs: clock.nowMs() - beganAtMs,
        outcome: findings.length === 0 ? "equal" : "unequal",
      };
    }
  };
}
