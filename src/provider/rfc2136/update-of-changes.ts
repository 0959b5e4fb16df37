/**
 * Changes of RRsets as the parts of one update (RFC 2136). What was there before is a prerequisite,
 * so that the server refuses the whole message if somebody else came in between.
 */
import { nameToText } from "../../dns/name-text.js";
import type { Prerequisite, UpdateStep } from "../../transfer/update-message.js";
import { updateBytes } from "../../transfer/update-message.js";
import { changedRrset, type RrsetChange } from "../contract/change.js";
import { ProviderFault } from "../contract/fault.js";
import { looseComparison } from "../rrset/comparable-rdata.js";
import type { Rrset } from "../rrset/rrset.js";
import { comparableKey } from "../rrset/same-rrset.js";

const NS = 2;
const CNAME = 5;

export interface UpdateParts {
  readonly prerequisites: readonly Prerequisite[];
  readonly steps: readonly UpdateStep[];
}

/** `changes` may be of several owners, those of one owner together. */
export function updateOfChanges(
  changes: readonly RrsetChange[],
  apex: Uint8Array,
  guarded: boolean,
): UpdateParts {
  const prerequisites = guarded ? byOwner(changes).flatMap(guardsOf) : [];
  const steps: UpdateStep[] = [];
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

/** What must still be as it was listed, for the changes of one owner. */
function guardsOf(own: readonly RrsetChange[]): Prerequisite[] {
  const guards: Prerequisite[] = [];
  const emptyBefore = own.every(({ before }) => before === null);
  for (const change of own) {
    const { owner: name, type } = changedRrset(change);
    if (change.before !== null) {
      guards.push({ kind: "rrset-is", name, type, rdatas: change.before.rdatas });
    } else if (type === CNAME && emptyBefore) {
      // Whatever came to the name meanwhile would make the server ignore the CNAME in silence.
      guards.push({ kind: "name-not-in-use", name });
    } else guards.push({ kind: "rrset-absent", name, type });
  }
  const [first] = own;
  const makesOthers = own.some((change) => changedRrset(change).type !== CNAME);
  if (first !== undefined && emptyBefore && makesOthers) {
    // And the other way round: beside a CNAME, others are ignored.
    guards.push({ kind: "rrset-absent", name: changedRrset(first).owner, type: CNAME });
  }
  return guards;
}

function byOwner(changes: readonly RrsetChange[]): RrsetChange[][] {
  const owners = new Map<string, RrsetChange[]>();
  for (const change of changes) {
    const key = Buffer.from(changedRrset(change).owner).toString("latin1");
    const own = owners.get(key);
    if (own === undefined) owners.set(key, [change]);
    else own.push(change);
  }
  return [...owners.values()];
}

function isApexNs(change: RrsetChange, apex: Uint8Array): boolean {
  const { owner, type } = changedRrset(change);
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
  // By what they mean: servers match names without case, and would take the new one for the old.
  const keyOf = (rdata: Uint8Array) => comparableKey(type, rdata, looseComparison);
  const stay = new Set(change.after.rdatas.map(keyOf));
  return rdatas
    .filter((rdata) => !stay.has(keyOf(rdata)))
    .map((rdata) => ({ kind: "delete-record", name, type, rdata }));
}
