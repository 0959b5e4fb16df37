/**
 * A whole zone at one provider as its nameservers should answer it, and which of its RRsets are the
 * same wherever they are served: only those can be held against other providers by a digest.
 */
import type { Member } from "../contract/member.js";
import type { LastApplied } from "../contract/memory.js";
import type { ProviderZone, Snapshot, Translation } from "../contract/provider.js";
import { keyOf, type Rrset, rrsetKey } from "../rrset/rrset.js";
import { isSigners } from "../rrset/rrset-digest.js";
import { type Expectancy, type ExpectSource, expectedOf, type Unchecked } from "./expected.js";
import { ZoneShape } from "./zone-shape.js";

const NS = 2;

/** A member with what was found of it. */
export interface ListedMember {
  readonly member: Member;
  readonly zone: ProviderZone;
  readonly snapshot: Snapshot;
  readonly translation: Translation;
  readonly last: LastApplied | null;
}

export interface ZoneExpectations {
  readonly expectancies: readonly Expectancy[];
  /** RRsets of the translation that any server can answer as they are, by `rrsetKey`. */
  readonly comparable: ReadonlyMap<string, Rrset>;
  /** Every RRset that may be served, by `rrsetKey`. */
  readonly served: ReadonlySet<string>;
  /** Where the provider need not be equal to the zone file, and why. */
  readonly allowed: readonly Unchecked[];
}

/** `going` are the RRsets, by `keyOf`, that are at the provider and should not be. */
export function zoneExpectations(
  listed: ListedMember,
  going: ReadonlySet<string>,
): ZoneExpectations {
  const { member, zone, translation } = listed;
  const foreign = stayingOf(listed, going);
  const served = [...translation.rrsets, ...foreign];
  const source: ExpectSource = {
    provider: member.provider,
    zone,
    shape: new ZoneShape(zone.apex, served),
  };
  const losses = lossesOf(listed);
  const kept = new Set(foreign.map(({ owner, type }) => rrsetKey(owner, type)));
  const allowed: Unchecked[] = [
    ...losses.values(),
    ...foreign.map(({ owner, type }) => ({ owner, type, reason: "made by others, and kept" })),
  ];
  const expectancies: Expectancy[] = [];
  const comparable = new Map<string, Rrset>();
  for (const group of byQuestion(served)) {
    const expected = expectedOf(group, source);
    if ("reason" in expected) {
      allowed.push(expected);
      continue;
    }
    for (const one of [expected, ...(expected.also ?? [])]) {
      expectancies.push({ question: one.question, expected: one.expected, stale: null });
    }
    const [rrset] = group;
    const key = rrsetKey(rrset!.owner, rrset!.type);
    if (losses.has(key) || kept.has(key) || isLocal(rrset!, zone.apex)) continue;
    const reason = whyNotComparable(group, expected);
    if (reason === null) comparable.set(key, rrset!);
    else allowed.push({ owner: rrset!.owner, type: rrset!.type, reason });
  }
  const keys = new Set(served.map(({ owner, type }) => rrsetKey(owner, type)));
  return { expectancies, comparable, served: keys, allowed };
}

/** RRsets that one question asks for: the variants of each owner and type. */
export function byQuestion(rrsets: readonly Rrset[]): Iterable<Rrset[]> {
  const groups = new Map<string, Rrset[]>();
  for (const rrset of rrsets) {
    const key = rrsetKey(rrset.owner, rrset.type);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [rrset]);
    else group.push(rrset);
  }
  return groups.values();
}

/** What each provider has of its own: NS at the apex, and what signers make. */
export function isLocal({ owner, type }: Rrset, apex: Uint8Array): boolean {
  return isSigners(type) || (type === NS && owner.length === apex.length);
}

function whyNotComparable(
  group: readonly Rrset[],
  { question, expected }: Pick<Expectancy, "question" | "expected">,
): string | null {
  const [rrset] = group;
  if (group.length > 1 || rrset!.variant !== "") return "answered by a policy of the provider";
  if (expected.kind === "some") return `answered by the provider its own way: ${expected.reason}`;
  if (expected.kind === "hidden") return "glue: told with referrals only";
  if (expected.kind !== "rrset" || question.type !== rrset!.type) {
    return "answered by the provider with records of its own";
  }
  if (expected.isSubset) return "answered by a policy of the provider";
  const isPlain = expected.ttlMin === expected.ttlMax && expected.ttlMax === rrset!.ttlSeconds;
  return isPlain ? null : "answered with a TTL of the provider's own";
}

function lossesOf({ member, translation }: ListedMember): ReadonlyMap<string, Unchecked> {
  const losses = new Map<string, Unchecked>();
  for (const { owner, type, message } of [...member.desired.losses, ...translation.losses]) {
    losses.set(rrsetKey(owner, type), { owner, type, reason: message });
  }
  return losses;
}

/** All that is there, is not the zone file's, and is not to go. */
function stayingOf({ snapshot, translation }: ListedMember, going: ReadonlySet<string>): Rrset[] {
  const wanted = new Set(translation.rrsets.map(keyOf));
  return snapshot.rrsets.filter((rrset) => {
    const key = keyOf(rrset);
    return !wanted.has(key) && !going.has(key);
  });
}
