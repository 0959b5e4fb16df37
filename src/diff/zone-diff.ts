/**
 * Which answers differ between two versions of a zone. What can differ is found in the columns,
 * which is quick; what it is, by asking the naive resolver in both versions, which is right. Each
 * zone is compared alone: parent and child of a repository are often served by different servers.
 */
import { assert } from "../base/assert.js";
import { compareNames } from "../dns/name.js";
import { nameFromText, nameToText } from "../dns/name-text.js";
import { negativeSoa } from "../naive/naive-answer.js";
import { type Labels, type NaiveZone, readLabels } from "../naive/naive-zone.js";
import type { Zone } from "../zone/zone.js";
import type { Change, NegativeTtlChange, ZoneDiff } from "./change.js";
import { ColumnNaiveZone } from "./column-naive-zone.js";
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
  const changes: Change[] = negativeTtlChange(old, now);
  const nameOf = (owner: TouchedOwner): Labels =>
    owner.after === -1
      ? readLabels(before.names, before.nameStart[owner.before]!)
      : readLabels(after.names, after.nameStart[owner.after]!);
  for (const owner of hidingOwners(before, after, comparison)) {
    const name = nameOf(owner);
    add(changes, compareDelegation(old, now, name));
    add(changes, compareRedirection(old, now, name));
  }
  for (const nameClass of classesToAsk(old, now, comparison.touched.map(nameOf))) {
    add(changes, compareClass(old, now, nameClass));
  }
  return {
    apex: nameToText(before.apex),
    kind: "changed",
    serial: { before: before.serial, after: after.serial },
    changes: countAliases(after, countOwners(before, after, comparison, inOrder(changes))),
    records: whole.records,
    isComplete,
  };
}

function add(changes: Change[], change: Change | undefined): void {
  if (change !== undefined) changes.push(change);
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

const kindOrder = ["negative-ttl", "name", "redirection", "delegation"] as const;

/** What the zone says as a whole first, then by name in canonical order (RFC 4034 §6.1). */
function inOrder(changes: readonly Change[]): Change[] {
  const keyed = changes.map((change) => ({
    change,
    name: change.kind === "negative-ttl" ? undefined : nameFromText(change.name),
  }));
  keyed.sort((a, b) => {
    if (a.name === undefined || b.name === undefined) {
      return Number(a.name !== undefined) - Number(b.name !== undefined);
    }
    return (
      compareNames(a.name, 0, b.name, 0) ||
      kindOrder.indexOf(a.change.kind) - kindOrder.indexOf(b.change.kind) ||
      Number(isOfOthers(a.change)) - Number(isOfOthers(b.change))
    );
  });
  return keyed.map(({ change }) => change);
}

function isOfOthers(change: Change): boolean {
  return change.kind === "name" && change.names === "others";
}
