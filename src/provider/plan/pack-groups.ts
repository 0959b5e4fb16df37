/**
 * What adapters share when they pack changes: groups that must not be divided, in an order in which
 * each can be applied, and cut into batches by weight.
 */
import { compareNames, lowerCase, nameEnd } from "../../dns/name.js";
import { recordTypeOf } from "../../dns/rr/registry.js";
import { type Change, changedRrset, type RrsetChange } from "../contract/change.js";
import type { Rrset } from "../rrset/rrset.js";

/** Changes of one owner, or one change of a setting or a resource. */
export type ChangeGroup = readonly Change[];

/** What a group costs of a batch's limits. */
export interface Weight {
  readonly operations: number;
  readonly characters: number;
  readonly bytes: number;
}

export interface BatchBounds {
  readonly operationsMax: number;
  readonly charactersMax: number | null;
  readonly bytesMax: number | null;
  /** Changes; the executor asks for fewer when it looks for a culprit. */
  readonly changesMax?: number | undefined;
}

/** Names (wire form, lower case) that must be there before an RRset is made, besides its RDATA's. */
export type References = (rrset: Rrset) => readonly Uint8Array[];

/**
 * Groups in order: settings and resources that are made or changed; owners, targets before those
 * who refer to them and on the way back after them; resources that go. Within an owner: what frees
 * the name first, DS after its NS and gone before it.
 */
export function changeGroups(
  changes: readonly Change[],
  references: References = () => [],
): ChangeGroup[] {
  const first: ChangeGroup[] = [];
  const last: ChangeGroup[] = [];
  const owners = new Map<string, RrsetChange[]>();
  for (const change of changes) {
    if (change.kind === "setting" || change.kind === "resource") {
      const goes = change.kind === "resource" && change.after === null;
      (goes ? last : first).push([change]);
      continue;
    }
    const key = octetKey(changedRrset(change).owner);
    const group = owners.get(key);
    if (group === undefined) owners.set(key, [change]);
    else group.push(change);
  }
  const groups = [...owners.values()].sort((a, b) =>
    compareNames(changedRrset(a[0]!).owner, 0, changedRrset(b[0]!).owner, 0),
  );
  for (const group of groups) group.sort((a, b) => rank(a) - rank(b));
  return [...first, ...inOrderOfNeed(groups, references), ...last];
}

/**
 * Fills batches in order. A group never is divided: one that alone is above a bound gets a batch of
 * its own, and whoever packs it must know what to do with it.
 */
export function cutGroups(
  groups: readonly ChangeGroup[],
  weigh: (group: ChangeGroup) => Weight,
  bounds: BatchBounds,
): Change[][] {
  const batches: Change[][] = [];
  const changesMax = Math.max(1, bounds.changesMax ?? Number.POSITIVE_INFINITY);
  let held: Change[] = [];
  let weight: Weight = { operations: 0, characters: 0, bytes: 0 };
  for (const group of groups) {
    const own = weigh(group);
    const sum: Weight = {
      operations: weight.operations + own.operations,
      characters: weight.characters + own.characters,
      bytes: weight.bytes + own.bytes,
    };
    const fits = isWithin(sum, bounds) && held.length + group.length <= changesMax;
    if (fits || held.length === 0) {
      held.push(...group);
      weight = sum;
    } else {
      batches.push(held);
      held = [...group];
      weight = own;
    }
  }
  if (held.length > 0) batches.push(held);
  return batches;
}

function isWithin(weight: Weight, { operationsMax, charactersMax, bytesMax }: BatchBounds) {
  return (
    weight.operations <= operationsMax &&
    weight.characters <= (charactersMax ?? Number.POSITIVE_INFINITY) &&
    weight.bytes <= (bytesMax ?? Number.POSITIVE_INFINITY)
  );
}

const NS = 2;
const DS = 43;

/** Place of a change among those of its owner. */
function rank(change: RrsetChange): number {
  const { type } = changedRrset(change);
  if (change.kind === "delete") return type === DS ? 0 : type === NS ? 2 : 1;
  if (change.kind === "update") return type === DS ? 4 : 3;
  return type === DS ? 6 : 5;
}

type OwnerGroup = RrsetChange[];

/**
 * Depth first along references, so that every group comes behind those it needs. Groups in a circle
 * keep the order of their names; within one batch that does no harm.
 */
function inOrderOfNeed(groups: OwnerGroup[], references: References): OwnerGroup[] {
  const byOwner = new Map(groups.map((group) => [octetKey(changedRrset(group[0]!).owner), group]));
  const needs = needsOf(groups, byOwner, references);
  const ordered = new Set<OwnerGroup>();
  const begun = new Set<OwnerGroup>();
  for (const root of groups) {
    // A stack of our own: a chain may be as long as the zone.
    const stack = [root];
    while (stack.length > 0) {
      const group = stack.at(-1)!;
      if (!begun.has(group)) {
        begun.add(group);
        for (const needed of needs.get(group) ?? []) if (!begun.has(needed)) stack.push(needed);
        continue;
      }
      stack.pop();
      ordered.add(group);
    }
  }
  return [...ordered];
}

/** For each group, the groups that must come before it. */
function needsOf(
  groups: readonly OwnerGroup[],
  byOwner: ReadonlyMap<string, OwnerGroup>,
  references: References,
): Map<OwnerGroup, OwnerGroup[]> {
  const needs = new Map<OwnerGroup, OwnerGroup[]>();
  const add = (group: OwnerGroup, needed: OwnerGroup) => {
    if (group === needed) return;
    const list = needs.get(group);
    if (list === undefined) needs.set(group, [needed]);
    else list.push(needed);
  };
  for (const group of groups) {
    for (const { before, after } of group) {
      // What is referred to is there first …
      for (const name of after === null ? [] : namesIn(after, references)) {
        const target = byOwner.get(name);
        if (target?.some((change) => change.after !== null) === true) add(group, target);
      }
      // … and goes last.
      for (const name of before === null ? [] : namesIn(before, references)) {
        const target = byOwner.get(name);
        if (target?.every((change) => change.after === null) === true) add(target, group);
      }
    }
  }
  return needs;
}

function namesIn(rrset: Rrset, references: References): string[] {
  const row = recordTypeOf(rrset.type);
  const names = references(rrset).map(octetKey);
  if (!row.hasNames) return names;
  for (const rdata of rrset.rdatas) {
    row.names(rdata, 0, rdata.length, (at) => {
      const end = nameEnd(rdata, at, rdata.length);
      const name = rdata.slice(at, end);
      lowerCase(name, 0, name.length);
      names.push(octetKey(name));
    });
  }
  return names;
}

function octetKey(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString("latin1");
}
