/**
 * Asks the provider's own nameservers for what changes have made: each RRset from every address
 * over UDP and TCP, until all serve it or the deadline is over.
 */
import type { Change, RrsetChange } from "../contract/change.js";
import type { Verifier, VerifyReport, VerifyTask } from "../contract/verification.js";
import { type Rrset, rrsetKey } from "../rrset/rrset.js";
import {
  type Expectancy,
  type Expected,
  type ExpectSource,
  expectedAbsence,
  expectedOf,
  type Unchecked,
} from "./expected.js";
import type { Question } from "./served-answer.js";
import { askForReport, type VerifierWorld } from "./verify-report.js";
import { wildcardProbe } from "./wildcard-probe.js";
import { ZoneShape } from "./zone-shape.js";

const A = 1;
const NS = 2;
const CNAME = 5;
const AAAA = 28;

export function openVerifier(world: VerifierWorld): Verifier {
  return (task) => verifyChanges(task, world);
}

async function verifyChanges(task: VerifyTask, world: VerifierWorld): Promise<VerifyReport> {
  const { provider, zone, changes, served } = task;
  const shape = served === undefined ? undefined : new ZoneShape(zone.apex, served);
  const source = { provider, zone, shape };
  const { expectancies, unchecked } = expectancyOf(changes, source, world.port.randomId);
  return askForReport({ ...task, expectancies, unchecked }, world);
}

function expectancyOf(changes: readonly Change[], source: ExpectSource, randomId: () => number) {
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
    if ("reason" in one) {
      unchecked.push(one);
      continue;
    }
    expectancies.push(one, ...(one.also ?? []));
    const probe = source.shape && wildcardProbe(one, source.shape, randomId);
    if (probe) expectancies.push(probe);
  }
  return { expectancies, unchecked };
}

/** Changes of one owner and type. */
function expectancyOfGroup(
  group: readonly RrsetChange[],
  source: ExpectSource,
): (Expectancy & { readonly also?: readonly Expectancy[] }) | Unchecked {
  const { owner, type } = group[0]!.after ?? group[0]!.before!;
  const before = group.flatMap((change) => (change.before === null ? [] : [change.before]));
  const after =
    source.shape?.at(owner, type) ??
    group.flatMap((change) => (change.after === null ? [] : [change.after]));
  const stale = staleOf(before, source);
  if (after.length === 0) {
    const question = { owner, type: goneType(before, source) ?? type };
    const reason = ownAnswerReason(question, source);
    if (reason !== undefined) return { ...question, reason };
    return { question, expected: expectedAbsence(question, source), stale };
  }
  const there = expectedOf(after, source);
  if ("reason" in there) return there;
  const { question, expected, also = [] } = there;
  return { question, expected, stale, also: also.map((one) => ({ ...one, stale: null })) };
}

/** TYPE that shows best that an RRset is gone: of a flattened or proxied CNAME, its addresses. */
function goneType(before: readonly Rrset[], { provider, zone, shape }: ExpectSource) {
  const [rrset] = before;
  if (rrset?.type !== CNAME) return undefined;
  const was = provider.expect?.(rrset, zone);
  if (was?.kind !== "flattened" && was?.kind !== "other") return undefined;
  return shape?.at(rrset.owner, A).length === 0 ? A : undefined;
}

/**
 * Why something may be answered where no RRset stands: the provider has NS of its own at the apex,
 * or addresses of its own for another RRset of the name that is proxied or flattened.
 */
function ownAnswerReason(
  { owner, type }: Question,
  { provider, zone, shape }: ExpectSource,
): string | undefined {
  if (type === NS && owner.length === zone.apex.length) {
    const { apexNs, title } = provider.capabilities;
    const hasOwn = apexNs === "added" || apexNs === "setting" || apexNs === "fixed";
    return hasOwn ? `${title} answers its own nameservers` : undefined;
  }
  if (type !== A && type !== AAAA) return undefined;
  const beside = [A, AAAA, CNAME].flatMap((other) => shape?.at(owner, other) ?? []);
  const own = beside
    .map((rrset) => provider.expect?.(rrset, zone))
    .find((one) => one !== undefined && "reason" in one);
  return own !== undefined && "reason" in own ? own.reason : undefined;
}

/** NXDOMAIN or no data before a creation; nothing is known of RRsets that were not checked. */
function staleOf(before: readonly Rrset[], source: ExpectSource): Expected | null {
  if (before.length === 0) return { kind: "absent", how: "no-name" };
  const there = expectedOf(before, { ...source, shape: undefined });
  return "reason" in there ? null : there.expected;
}
