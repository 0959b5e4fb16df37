/**
 * Names whose answers can differ, and whether they do. All names that do not exist below the same
 * name have their answers from the same place, so one of them is asked for all (the equivalence
 * classes of GRoot). A class can only differ where an owner's records do, where a name came to be or
 * went, or where the wildcard did either.
 */
import { limits } from "../base/limits.js";
import { lookUp } from "../naive/naive-answer.js";
import { type Labels, type NaiveRrset, type NaiveZone, ownerText } from "../naive/naive-zone.js";
import type { NameChange, NameSide, RrsetChange } from "./change.js";
import { wireName } from "./column-naive-zone.js";
import { nameText, type Standing, standingOf } from "./name-state.js";
import { rrsetChange } from "./rrset-value.js";
import { isMadeBySigner } from "./same-rrset.js";

/** A name, or all that do not exist below one. */
export interface NameClass {
  readonly names: "one" | "others";
  readonly at: Labels;
}

/** The classes that can differ if exactly the owners `touched` have different records. */
export function classesToAsk(
  before: NaiveZone,
  after: NaiveZone,
  touched: readonly Labels[],
): NameClass[] {
  const seen = new Map<string, NameClass>();
  const visited = new Set<string>();
  const add = (names: "one" | "others", at: Labels) => {
    const key = `${names} ${ownerText(at)}`;
    if (!seen.has(key)) seen.set(key, { names, at });
  };
  const addWith = (name: Labels) => {
    // A wildcard is asked like the names that it stands for.
    const isWildcard = name[0] === "*" && name.length > before.apex.length;
    if (isWildcard) add("others", name.slice(1));
    else add("one", name);
  };
  for (const owner of touched) {
    addWith(owner);
    for (let name = owner; name.length > before.apex.length; name = name.slice(1)) {
      const key = ownerText(name);
      if (visited.has(key)) break;
      visited.add(key);
      if (before.exists(name) === after.exists(name)) break;
      addWith(name);
      add("others", name);
    }
  }
  return [...seen.values()];
}

/**
 * Undefined if the answers are the same, or if a cut or a DNAME says what changes; what a name
 * answers itself, in the one version in which nothing hides it, is told all the same.
 */
export function compareClass(
  before: NaiveZone,
  after: NaiveZone,
  { names, at }: NameClass,
): NameChange | undefined {
  const asked = names === "one" ? at : nameBelow(before, after, at);
  if (asked === undefined) return undefined;
  const old = standingOf(before, asked);
  const now = standingOf(after, asked);
  const hidden = isHidden(old) || isHidden(now);
  if (hidden && names === "others") return undefined;
  const rrsets: RrsetChange[] = [];
  for (const type of typesAt(before, old.source, after, now.source)) {
    const change = rrsetChange(type, answered(before, asked, type), answered(after, asked, type));
    if (change !== undefined) rrsets.push(change);
  }
  if ((hidden || old.state === now.state) && rrsets.length === 0) return undefined;
  return {
    kind: "name",
    names,
    name: nameText(at),
    before: sideOf(old, asked),
    after: sideOf(now, asked),
    rrsets,
    aliases: 0,
  };
}

function isHidden({ state }: Standing): boolean {
  return state === "delegated" || state === "redirected";
}

function sideOf({ state, source }: Standing, asked: Labels): NameSide {
  const isMade = source !== undefined && ownerText(source) !== ownerText(asked);
  return { state, wildcard: isMade ? nameText(source) : null };
}

/** The types that either version has at the place that its answers come from, ascending. */
function typesAt(
  before: NaiveZone,
  old: Labels | undefined,
  after: NaiveZone,
  now: Labels | undefined,
): number[] {
  const types = new Set([
    ...((old && before.rrsetsAt(old)?.keys()) ?? []),
    ...((now && after.rrsetsAt(now)?.keys()) ?? []),
  ]);
  return [...types].filter((type) => !isMadeBySigner(type)).sort((a, b) => a - b);
}

/** The RRset that a question is answered with; undefined if with an alias, or with "no". */
function answered(zone: NaiveZone, name: Labels, type: number): NaiveRrset | undefined {
  const step = lookUp(zone, name, type);
  return step.kind === "data" ? step.rrset : undefined;
}

/** A name below `at` that neither version has; undefined if no name of one more label fits. */
function nameBelow(before: NaiveZone, after: NaiveZone, at: Labels): Labels | undefined {
  const room = limits.nameBytesMax - wireName(at).length;
  for (let n = 0; ; n++) {
    const label = n.toString(36);
    if (label.length + 1 > room) return undefined;
    const name = [label, ...at];
    if (!before.exists(name) && !after.exists(name)) return name;
  }
}
