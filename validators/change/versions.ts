/** The other versions of a zone that are known, and what is different since. */
import type { Change, ZoneDiff } from "../../src/diff/change.js";
import { diffZone } from "../../src/diff/zone-diff.js";
import type { RuleContext } from "../rule-context.js";
import type { ZoneIndex } from "../zone-index.js";

export interface OtherVersion {
  readonly index: ZoneIndex;
  /** As a message says it: "HEAD". */
  readonly called: string;
}

/**
 * A version that does not exist is none: a new zone has changed in nothing. Neither is what stood in
 * the file when it was another zone.
 */
export function otherVersions({ baselines, zone }: RuleContext): OtherVersion[] {
  const { head, mergeBase, served } = baselines;
  const versions = [
    { index: head, called: "HEAD" },
    { index: mergeBase, called: "the merge base" },
    { index: served, called: "the version now served" },
  ];
  return versions.flatMap(({ index, called }) =>
    index && index.apexText === zone.apexText ? [{ index, called }] : [],
  );
}

/** Beyond this rules would only say the same of more names. */
const ownersMax = 20_000;

const diffs = new WeakMap<ZoneIndex, WeakMap<ZoneIndex, ZoneDiff>>();

/** What changed since another version, worked out once for all rules that ask. */
export function changesSince({ index }: OtherVersion, context: RuleContext): ZoneDiff {
  const { zone } = context;
  const known = diffs.get(zone) ?? new WeakMap<ZoneIndex, ZoneDiff>();
  diffs.set(zone, known);
  const diff = known.get(index) ?? diffZone(index.zone, zone.zone, ownersMax);
  known.set(index, diff);
  return diff;
}

/** Changes of one kind since each other version, with what that version is called. */
export function* changesOf<Kind extends Change["kind"]>(
  context: RuleContext,
  kind: Kind,
): Generator<[Extract<Change, { kind: Kind }>, string]> {
  const isOfKind = (change: Change): change is Extract<Change, { kind: Kind }> =>
    change.kind === kind;
  for (const version of otherVersions(context)) {
    const changes = changesSince(version, context).changes.filter(isOfKind);
    for (const change of changes) yield [change, version.called];
  }
}

/** The first few of a list: "a, b, c and 4 more". */
export function firstFew(all: readonly string[], few = 3): string {
  const shown = all.slice(0, few).join(", ");
  return all.length > few ? `${shown} and ${all.length - few} more` : shown;
}
