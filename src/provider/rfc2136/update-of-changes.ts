/**
 * Changes of RRsets as the parts of one update (RFC 2136). What was there before is a prerequisite,
 * so that the server refuses the whole message if somebody else came in between.
 */
import { nameToText } from "../../dns/name-text.js";
import type { Prerequisite, UpdateStep } from "../../transfer/update-message.js";
import { updateBytes } from "../../transfer/update-message.js";
import type { Change, RrsetChange } from "../contract/change.js";
import { ProviderFault } from "../contract/fault.js";
import type { Rrset } from "../rrset/rrset.js";

const NS = 2;
const CNAME = 5;

export interface UpdateParts {
  readonly prerequisites: readonly Prerequisite[];
  readonly steps: readonly UpdateStep[];
}

/** `changes` may be of several owners; all those of one owner must be among them. */
export function updateOfChanges(
  changes: readonly RrsetChange[],
  apex: Uint8Array,
  guarded: boolean,
): UpdateParts {
  const prerequisites: Prerequisite[] = [];
  const steps: UpdateStep[] = [];
  if (guarded) for (const change of changes) prerequisites.push(...guardsOf(change, changes));
  // What frees a name goes first: a CNAME beside other types is ignored (RFC 2136 §3.4.2.2).
  for (const change of changes) {
    if (!isApexNs(change, apex) && change.before !== null) {
      const { owner, type } = change.before;
      steps.push({ kind: "delete-rrset", name: owner, type });
    }
  }
  for (const change of changes) {
    if (change.after !== null) steps.push(...additions(change.after));
    if (isApexNs(change, apex)) steps.push(...apexNsRemovals(change));
  }
  return { prerequisites, steps };
}

export function updatePartsBytes({ prerequisites, steps }: UpdateParts): number {
  let sum = 0;
  for (const part of prerequisites) sum += updateBytes(part);
  for (const part of steps) sum += updateBytes(part);
  return sum;
}

export function isRrsetChange(change: Change): change is RrsetChange {
  return change.kind === "create" || change.kind === "update" || change.kind === "delete";
}

export function rrsetOf(change: RrsetChange): Rrset {
  return change.kind === "delete" ? change.before : change.after;
}

function guardsOf(change: RrsetChange, all: readonly RrsetChange[]): Prerequisite[] {
  const { owner: name, type } = rrsetOf(change);
  if (change.before !== null)
    return [{ kind: "rrset-is", name, type, rdatas: change.before.rdatas }];
  const guards: Prerequisite[] = [{ kind: "rrset-absent", name, type }];
  if (type === CNAME) {
    // Nothing else may have come to a name that is to be an alias.
    const first = all.every((other) => other.before === null || !sameOwner(other, change));
    return first ? [{ kind: "name-not-in-use", name }] : guards;
  }
  return guards;
}

function sameOwner(a: RrsetChange, b: RrsetChange): boolean {
  return Buffer.compare(rrsetOf(a).owner, rrsetOf(b).owner) === 0;
}

function isApexNs(change: RrsetChange, apex: Uint8Array): boolean {
  const { owner, type } = rrsetOf(change);
  return type === NS && owner.length === apex.length;
}

function additions({ owner: name, type, ttlSeconds, rdatas }: Rrset): UpdateStep[] {
  return rdatas.map((rdata) => ({ kind: "add", name, type, ttlSeconds, rdata }));
}

/**
 * NS at the apex cannot be deleted as an RRset, and its last record not at all (RFC 2136 §3.4.2.3,
 * §3.4.2.4): the old ones go one by one, after the new ones came.
 */
function apexNsRemovals(change: RrsetChange): UpdateStep[] {
  if (change.kind === "create") return [];
  const { owner: name, type, rdatas } = change.before;
  if (change.kind === "delete") {
    throw new ProviderFault("rejected", `NS at ${nameToText(name)} cannot be deleted by updates`, {
      hint: "keep at least one NS record at the apex in the zone file",
      culprits: [{ changeId: change.id, reason: "a zone keeps an NS record at its apex" }],
    });
  }
  const stay = new Set(change.after.rdatas.map((rdata) => Buffer.from(rdata).toString("hex")));
  return rdatas
    .filter((rdata) => !stay.has(Buffer.from(rdata).toString("hex")))
    .map((rdata) => ({ kind: "delete-record", name, type, rdata }));
}
