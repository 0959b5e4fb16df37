/**
 * Looks at every member: what its provider lists, what its nameservers answer, what the parent says.
 * Providers are asked at the same time and apart: what one does not answer is told of it alone.
 */

import { nameToText } from "../../dns/name-text.js";
import { ProviderFault } from "../contract/fault.js";
import type { Member } from "../contract/member.js";
import type { SyncMemory } from "../contract/memory.js";
import type { Nameserver } from "../contract/provider.js";
import { translated } from "../desired/translated.js";
import { lastOf } from "../plan/resolved-last.js";
import type { VerifierWorld } from "../verify/verify-report.js";
import type { ListedMember } from "../verify/zone-expectations.js";
import { apiDrift, goneZone } from "./api-drift.js";
import { type DelegationWorld, delegationDrift } from "./delegation.js";
import type { DelegationReport, DriftReport, DriftResult } from "./drift-finding.js";
import { servedDrift } from "./served-drift.js";

const NS = 2;
/** Zones of one provider that are looked at at once; its desk paces the calls. */
const zonesAtOnce = 4;

export interface DriftOptions {
  /** RRsets of each zone that nameservers are asked for; 0 leaves them alone. */
  readonly sampleMax: number;
  readonly random: () => number;
  readonly signal?: AbortSignal | undefined;
  /** Called after each member. */
  readonly onReport?: ((report: DriftReport) => void) | undefined;
}

export interface DriftWorld extends VerifierWorld {
  /** Null: parents are not asked. */
  readonly delegation: DelegationWorld | null;
}

/** Rejects only if `signal` is aborted, or through a fault of our own. */
export async function findDrift(
  members: readonly Member[],
  memory: SyncMemory,
  options: DriftOptions,
  world: DriftWorld,
): Promise<DriftResult> {
  const reports: DriftReport[] = [];
  const work = async (queue: Member[]) => {
    for (let member = queue.shift(); member !== undefined; member = queue.shift()) {
      options.signal?.throwIfAborted();
      const report = await look(member, memory, options, world);
      reports.push(report);
      options.onReport?.(report);
    }
  };
  const queues = grouped(members, ({ provider }) => provider);
  await Promise.all(
    queues.flatMap((queue) =>
      Array.from({ length: Math.min(zonesAtOnce, queue.length) }, () => work(queue)),
    ),
  );
  const delegations =
    world.delegation === null ? [] : await lookAtParents(members, world.delegation, options.signal);
  const order = new Map(members.map((member, i) => [placeOf(member), i]));
  const orderOf = (report: DriftReport) => order.get(`${report.provider} ${report.apex}`) ?? 0;
  return { members: reports.sort((a, b) => orderOf(a) - orderOf(b)), delegations };
}

async function look(
  member: Member,
  memory: SyncMemory,
  options: DriftOptions,
  world: DriftWorld,
): Promise<DriftReport> {
  const { provider, desired } = member;
  const atMs = world.clock.nowMs();
  const head = { apex: nameToText(desired.apex), provider: provider.name, atMs };
  const nothing = { ...head, findings: [], pending: 0, foreign: 0 };
  try {
    const last = await memory.lastApplied(head.apex, provider.name);
    if (last === null) {
      return { ...nothing, outcome: "none", reason: "nothing was applied there yet" };
    }
    const zone = await provider.find(desired.apex, options.signal);
    if (zone === null) {
      const findings = [goneZone(desired.apex, provider.name)];
      return { ...nothing, findings, outcome: "drift", reason: "" };
    }
    const known = lastOf(zone, last);
    if (known === null) {
      const reason = "the zone there is another than the one that was applied to";
      return { ...nothing, outcome: "none", reason };
    }
    const { signal } = options;
    const snapshot = await provider.list(zone, signal === undefined ? {} : { signal });
    const translation = translated(member, zone, snapshot);
    const listed: ListedMember = { member, zone, snapshot, translation, last: known };
    const api = apiDrift(listed, atMs);
    const served =
      options.sampleMax === 0
        ? { findings: [], reason: "" }
        : await servedDrift(listed, options, world);
    const findings = [...api.findings, ...served.findings];
    const isUnknown = served.reason !== "";
    return {
      ...head,
      findings,
      pending: api.pending,
      foreign: api.foreign,
      outcome: findings.length > 0 ? "drift" : isUnknown ? "unknown" : "none",
      reason: served.reason,
    };
  } catch (fault) {
    options.signal?.throwIfAborted();
    if (!(fault instanceof ProviderFault)) throw fault;
    return { ...nothing, outcome: "unknown", reason: fault.message };
  }
}

async function lookAtParents(
  members: readonly Member[],
  world: DelegationWorld,
  signal: AbortSignal | undefined,
): Promise<DelegationReport[]> {
  const zones = grouped(members, ({ desired }) => nameToText(desired.apex));
  const reports: DelegationReport[] = [];
  for (const zone of zones) {
    signal?.throwIfAborted();
    const [{ desired }] = zone as [Member, ...Member[]];
    const apexNs = desired.rrsets.find(
      ({ owner, type }) => type === NS && owner.length === desired.apex.length,
    );
    const nameservers = (await Promise.all(zone.map((one) => nameserversOf(one, signal)))).flat();
    const task = { apex: desired.apex, apexNs: apexNs?.rdatas ?? [], nameservers };
    reports.push(await delegationDrift(task, world));
  }
  return reports;
}

/** None where they cannot be told: the member's own report says why. */
async function nameserversOf(
  { provider, desired }: Member,
  signal: AbortSignal | undefined,
): Promise<readonly Nameserver[]> {
  try {
    const zone = await provider.find(desired.apex, signal);
    return zone === null ? [] : await provider.nameservers(zone, signal);
  } catch (fault) {
    if (fault instanceof ProviderFault) return [];
    throw fault;
  }
}

function placeOf({ provider, desired }: Member): string {
  return `${provider.name} ${nameToText(desired.apex)}`;
}

function grouped<T, K>(all: readonly T[], keyOf: (one: T) => K): T[][] {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group === undefined) groups.set(keyOf(one), [one]);
    else group.push(one);
  }
  return [...groups.values()];
}
