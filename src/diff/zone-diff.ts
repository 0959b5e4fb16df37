/**
 * Which answers differ between two versions of a zone. What can differ is found in the columns,
 * which is quick; what it is, by asking the naive resolver in both versions, which is right. Each
 * zone is compared alone: parent and child of a repository are often served by different servers.
 */
import { assert } from "../base/assert.js";
import { compareNames } from "../dns/name.js";
import { nameToText } from "../dns/name-text.js";
import { negativeSoa } from "../naive/naive-answer.js";
import { type Labels, type NaiveZone, readLabels } from "../naive/naive-zone.js";
import type { Zone } from "../zone/zone.js";
import type { Change, NegativeTtlChange, ZoneDiff } from "./change.js";
import { ColumnNaiveZone, wireName } from "./column-naive-zone.js";
import { countAliases } from "./count-aliases.js";
import { countOwners } from "./count-owners.js";
import { compareDelegation, compareRedirection } from "./delegations.js";
import { hidingOwners } from "./hiding-owners.js";
import { classesToAsk, compareClass } from "./name-classes.js";
import { compareOwners, type TouchedOwner } from "./touched-owners.js";

/**
 * Null: there is no such version. One of the two is there, and both have the same apex. Of owners
 * whose records differ at most `ownersMax` are looked into, for callers that need no more to judge.
 */
export function diffZone(
  before: Zone | null,
  after: Zone | null,
  ownersMax = Number.POSITIVE_INFINITY,
): ZoneDiff {
  if (before === null || after === null) return comingOrGoing(before, after);
  assert(Buffer.compare(before.apex, after.apex) === 0, "versions of one zone are compared");
  const whole = compareOwners(before, after);
  const isComplete = whole.touched.length <= ownersMax;
  const comparison = isComplete ? whole : { ...whole, touched: whole.touched.slice(0, ownersMax) };
  const old = new ColumnNaiveZone(before);
  const now = new ColumnNaiveZone(after);
  const nameOf = (owner: TouchedOwner): Labels =>
    owner.after === -1
      ? readLabels(before.names, before.nameStart[owner.before]!)
      : readLabels(after.names, after.nameStart[owner.after]!);
  const found: Found[] = [];
  const add = (at: Labels, change: Change | undefined) => {
    if (change !== undefined) found.push({ name: wireName(at), change });
  };
  for (const owner of hidingOwners(before, after, comparison)) {
    const name = nameOf(owner);
    add(name, compareDelegation(old, now, name));
    add(name, compareRedirection(old, now, name));
  }
  for (const nameClass of classesToAsk(old, now, comparison.touched.map(nameOf))) {
    add(nameClass.at, compareClass(old, now, nameClass));
  }
  const changes = [...negativeTtlChange(old, now), ...inOrder(found)];
  return {
    apex: nameToText(before.apex),
    kind: "changed",
    serial: { before: before.serial, after: after.serial },
    changes: countAliases(after, countOwners(before, after, comparison, changes)),
    records: whole.records,
    isComplete,
  };
}

function comingOrGoing(before: Zone | null, after: Zone | null): ZoneDiff {
  const zone = before ?? after;
  assert(zone !== null, "at least one version is there");
  const { recordCount, serial } = zone;
  const isNew = before === null;
  return {
    apex: nameToText(zone.apex),
    kind: isNew ? "added" : "removed",
    serial: { before: isNew ? null : serial, after: isNew ? serial : null },
    changes: [],
    records: {
      before: isNew ? 0 : recordCount,
      after: isNew ? recordCount : 0,
      deleted: isNew ? 0 : recordCount,
      added: isNew ? recordCount : 0,
      ttlChanged: 0,
      signerRrsets: 0,
    },
    isComplete: true,
  };
}

function negativeTtlChange(before: NaiveZone, after: NaiveZone): NegativeTtlChange[] {
  const old = negativeSoa(before).ttl;
  const now = negativeSoa(after).ttl;
  return old === now ? [] : [{ kind: "negative-ttl", before: old, after: now }];
}

/** A change, and the name that it stands at, for its place among the others. */
interface Found {
  readonly name: Uint8Array;
  readonly change: Change;
}

const kindOrder = ["name", "redirection", "delegation", "negative-ttl"] as const;

/** By name in canonical order (RFC 4034 §6.1). */
function inOrder(found: Found[]): Change[] {
  found.sort(
    (a, b) =>
      compareNames(a.name, 0, b.name, 0) ||
      kindOrder.indexOf(a.change.kind) - kindOrder.indexOf(b.change.kind) ||
      Number(isOfOthers(a.change)) - Number(isOfOthers(b.change)),
  );
  return found.map(({ change }) => change);
}

function isOfOthers(change: Change): boolean {
  return change.kind === "name" && change.names === "others";
}
