/**
 * Asks the provider's own nameservers for what changes have made: each RRset from every address
 * over UDP and TCP, until all serve it or the deadline is over.
 */

import { nameToText } from "../../dns/name-text.js";
import type { Change, RrsetChange } from "../contract/change.js";
import type { Clock } from "../contract/clock.js";
import { ProviderFault } from "../contract/fault.js";
import type { Nameserver } from "../contract/provider.js";
import type { Finding, Verifier, VerifyReport, VerifyTask } from "../contract/verification.js";
import { type Rrset, rrsetKey } from "../rrset/rrset.js";
import type { AskPort } from "./ask.js";
import {
  type Expectancy,
  type Expected,
  type ExpectSource,
  expectedAbsence,
  expectedOf,
  type Unchecked,
} from "./expected.js";
import { askAll } from "./lanes.js";
import { ZoneShape } from "./zone-shape.js";

const NS = 2;

export interface VerifierWorld {
  readonly port: AskPort;
  readonly clock: Clock;
}

export function openVerifier(world: VerifierWorld): Verifier {
  return (task) => verifyChanges(task, world);
}

async function verifyChanges(task: VerifyTask, world: VerifierWorld): Promise<VerifyReport> {
  const { provider, zone, changes, served } = task;
  const shape = served === undefined ? undefined : new ZoneShape(zone.apex, served);
  const { expectancies, unchecked } = expectancyOf(changes, { provider, zone, shape });
  return report({ ...task, expectancies, unchecked }, world);
}

/** Everything that a report needs, whoever says what is expected. */
export interface ReportTask
  extends Pick<VerifyTask, "provider" | "zone" | "policy" | "signal" | "onProgress"> {
  readonly expectancies: readonly Expectancy[];
  readonly unchecked: readonly Unchecked[];
}

export async function report(task: ReportTask, world: VerifierWorld): Promise<VerifyReport> {
  const { provider, zone, policy, signal, onProgress, expectancies } = task;
  const { clock } = world;
  const beganMs = clock.nowMs();
  const nameservers = await nameserversOf(task);
  const isAsked = typeof nameservers !== "string" && expectancies.length > 0;
  const { asked, matched, findings, unasked } = isAsked
    ? await askAll(
        { apex: zone.apex, nameservers, expectancies, policy, signal, onProgress },
        world,
      )
    : { asked: 0, matched: 0, findings: [], unasked: [] };
  const unchecked =
    typeof nameservers === "string"
      ? [...task.unchecked, ...uncheckedAll(expectancies, nameservers)]
      : [...task.unchecked, ...unasked.map((one) => withoutRoute(zone.apex, one))];
  return {
    apex: nameToText(zone.apex),
    provider: provider.name,
    nameservers: typeof nameservers === "string" ? [] : nameservers,
    matched,
    asked,
    findings,
    unchecked,
    tookMs: clock.nowMs() - beganMs,
    outcome: typeof nameservers === "string" ? "unknown" : outcomeOf(findings),
  };
}

function outcomeOf(findings: readonly Finding[]): VerifyReport["outcome"] {
  if (findings.length === 0) return "equal";
  return findings.every(({ verdict }) => verdict === "unreachable") ? "unknown" : "unequal";
}

/** Each address once; a sentence if there is none to ask. */
async function nameserversOf({ provider, zone, signal }: ReportTask) {
  let all: readonly Nameserver[];
  try {
    all = await provider.nameservers(zone, signal);
  } catch (error) {
    if (error instanceof ProviderFault) return `the nameservers are not known: ${error.message}`;
    throw error;
  }
  const byAddress = new Map(all.map((one) => [`${one.address} ${one.port}`, one]));
  if (byAddress.size > 0) return [...byAddress.values()];
  return `${provider.name} names no nameserver with an address; set \`nameservers\` of the provider`;
}

function withoutRoute(owner: Uint8Array, { name, address }: Nameserver): Unchecked {
  return { owner, type: NS, reason: `${name} was not asked: no route to ${address} from here` };
}

function uncheckedAll(expectancies: readonly Expectancy[], reason: string): Unchecked[] {
  return expectancies.map(({ question }) => ({ ...question, reason }));
}

function expectancyOf(changes: readonly Change[], source: ExpectSource) {
  const groups = new Map<string, RrsetChange[]>();
  for (const change of changes) {
    if (change.kind === "setting" || change.kind === "resource") continue;
    const { owner, type } = change.after ?? change.before;
    const key = rrsetKey(owner, type);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [change]);
    else group.push(change);
  }
  const expectancies: Expectancy[] = [];
  const unchecked: Unchecked[] = [];
  for (const group of groups.values()) {
    const one = expectancyOfGroup(group, source);
    if ("reason" in one) unchecked.push(one);
    else expectancies.push(one);
  }
  return { expectancies, unchecked };
}

/** Changes of one owner and type. */
function expectancyOfGroup(
  group: readonly RrsetChange[],
  source: ExpectSource,
): Expectancy | Unchecked {
  const { owner, type } = group[0]!.after ?? group[0]!.before!;
  const before = group.flatMap((change) => (change.before === null ? [] : [change.before]));
  const after =
    source.shape?.at(owner, type) ??
    group.flatMap((change) => (change.after === null ? [] : [change.after]));
  const stale = staleOf(before, source);
  if (after.length === 0) {
    const question = { owner, type };
    return { question, expected: expectedAbsence(question, source), stale };
  }
  const there = expectedOf(after, source);
  return "reason" in there ? there : { ...there, stale };
}

/** NXDOMAIN or no data before a creation; nothing is known of RRsets that were not checked. */
function staleOf(before: readonly Rrset[], source: ExpectSource): Expected | null {
  if (before.length === 0) return { kind: "absent", how: "no-name" };
  const there = expectedOf(before, { ...source, shape: undefined });
  return "reason" in there ? null : there.expected;
}
