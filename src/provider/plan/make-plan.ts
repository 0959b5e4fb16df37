/**
 * Plans every member: finds the zone, lists it, plans it. Providers are asked at the same time and
 * apart: what one does not answer is told and stops none of the others.
 */
import { nameToText } from "../../dns/name-text.js";
import type { Clock } from "../contract/clock.js";
import { ProviderFault } from "../contract/fault.js";
import type { Allowances, Member } from "../contract/member.js";
import type { SyncMemory } from "../contract/memory.js";
import type { PlanBasis, SyncPlan } from "../contract/plan.js";
import type { Provider } from "../contract/provider.js";
import { emptySnapshot, type PlannedMember, planMember } from "./plan-member.js";
import { sealedPlan } from "./plan-seal.js";

export interface PlanOptions {
  readonly clock: Clock;
  readonly allowances: Allowances;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: PlanProgress) => void;
}

export interface PlanProgress {
  readonly apex: string;
  readonly provider: string;
  /** RRsets or records so far, and how many there will be if that is known. */
  readonly listed: number;
  readonly total: number | null;
  /** Listed to the end, and planned. */
  readonly isPlanned: boolean;
}

export interface MadePlan {
  readonly plan: SyncPlan;
  /** By `memberKey`; of those that could be looked at. */
  readonly bases: ReadonlyMap<string, PlanBasis>;
}

type Unreachable = SyncPlan["unreachable"][number];

/** Zones of one provider that are listed at once; its desk paces the calls. */
const zonesAtOnce = 4;

export function memberKey(apex: string, provider: string): string {
  return `${provider} ${apex}`;
}

/** Rejects only if `signal` is aborted. */
export async function makePlan(
  members: readonly Member[],
  memory: SyncMemory,
  options: PlanOptions,
): Promise<MadePlan> {
  const planned: PlannedMember[] = [];
  const unreachable: Unreachable[] = [];
  const work = async (queue: Member[]) => {
    for (let member = queue.shift(); member !== undefined; member = queue.shift()) {
      options.signal?.throwIfAborted();
      try {
        planned.push(await lookAndPlan(member, memory, options));
      } catch (fault) {
        options.signal?.throwIfAborted();
        unreachable.push(unreachableFor(member, fault));
      }
    }
  };
  const workers = [...byProvider(members).values()].flatMap((queue) =>
    Array.from({ length: Math.min(zonesAtOnce, queue.length) }, () => work(queue)),
  );
  await Promise.all(workers);
  const plan = sealedPlan(
    options.clock.nowMs(),
    planned.map(({ part }) => part),
    unreachable,
  );
  const bases = new Map(
    planned.map(({ part, basis }) => [memberKey(part.apex, part.provider), basis]),
  );
  return { plan, bases };
}

async function lookAndPlan(
  member: Member,
  memory: SyncMemory,
  { clock, allowances, signal, onProgress }: PlanOptions,
): Promise<PlannedMember> {
  const { provider, desired } = member;
  const apex = nameToText(desired.apex);
  const place = { apex, provider: provider.name };
  const last = await memory.lastApplied(apex, provider.name);
  const zone = await provider.find(desired.apex, signal);
  const snapshot =
    zone === null
      ? emptySnapshot(clock.nowMs())
      : await provider.list(zone, {
          ...(signal === undefined ? {} : { signal }),
          onProgress: (listed, total) =>
            onProgress?.({ ...place, listed, total, isPlanned: false }),
        });
  const planned = planMember(member, zone, snapshot, last, { nowMs: clock.nowMs(), allowances });
  const listed = snapshot.rrsets.length;
  onProgress?.({ ...place, listed, total: listed, isPlanned: true });
  return planned;
}

function byProvider(members: readonly Member[]): ReadonlyMap<Provider, Member[]> {
  const queues = new Map<Provider, Member[]>();
  for (const member of members) {
    const queue = queues.get(member.provider);
    if (queue === undefined) queues.set(member.provider, [member]);
    else queue.push(member);
  }
  return queues;
}

function unreachableFor({ provider, desired }: Member, fault: unknown): Unreachable {
  const place = { apex: nameToText(desired.apex), provider: provider.name };
  if (fault instanceof ProviderFault) return { ...place, reason: fault.message, hint: fault.hint };
  const reason = fault instanceof Error ? fault.message : String(fault);
  return { ...place, reason: `a fault in fivenines itself: ${reason}`, hint: "report it" };
}
