/** Whether the data that an entry names and the data of the zone are the same. */
import type { SchemaPath } from "../schema/schema-walk.js";
import { suggest } from "../schema/suggestion.js";
import type { SteeredType } from "../steering/config.js";
import type { TargetNode } from "./pool-tree.js";
import type { FaultList } from "./steering-faults.js";
import type { ZoneValues } from "./zone-values.js";

/** A value and where it was written. */
export type NamedValue = Pick<TargetNode, "value" | "at">;

/** What an entry names of one RRset. */
export interface NamedData {
  readonly name: string;
  readonly owner: number;
  readonly type: SteeredType;
  /** Where the entry stands. */
  readonly at: SchemaPath;
  readonly targets: readonly NamedValue[];
  readonly fallback: readonly NamedValue[];
  readonly unsteered: readonly NamedValue[];
}

/** Existing values that a hint names. */
const valuesShown = 5;

export function holdAgainstZone(named: NamedData, zone: ZoneValues, faults: FaultList): void {
  const { name, owner, type, at, targets, fallback, unsteered } = named;
  const values = zone.values(owner, type);
  const known: ReadonlySet<string> = type === "CNAME" ? zone.cnameTargets() : new Set(values);
  const leftOut = new Set(unsteered.map(({ value }) => value));
  const listed = new Set<string>();
  for (const { value, at: place } of targets) {
    if (listed.has(value)) {
      const hint = "a target is in one pool: two would answer it twice";
      faults.add("steering-duplicate", place, `${value} stands here twice`, hint);
    } else if (leftOut.has(value)) {
      faults.add("steering-duplicate", place, `${value} is a target and unsteered`);
    }
    listed.add(value);
  }
  for (const { value, at: place } of [...targets, ...fallback, ...unsteered]) {
    listed.add(value);
    if (known.has(value)) continue;
    const message =
      type === "CNAME"
        ? `no CNAME of the zone leads to ${value}`
        : `${value} is not among the ${type} records of ${name}`;
    faults.add("steering-target", place, message, existing(value, [...known]));
  }
  for (const value of values) {
    if (listed.has(value)) continue;
    const message = `${name} has ${value} in the zone file, and no pool has it: it would never be answered`;
    faults.add("steering-forgotten", [...at, "name"], message);
  }
}

function existing(value: string, values: readonly string[]): string | undefined {
  const meant = suggest(value, values);
  if (meant !== undefined) return `did you mean ${meant}? every target is listed in the zone file`;
  if (values.length === 0) return undefined;
  const more = values.length > valuesShown ? " …" : "";
  return `the zone file has ${values.slice(0, valuesShown).join(", ")}${more}`;
}
