/** What stands in the way of RRsets that would be made: CNAME tolerates nothing beside it. */
import type { ListedRrset, Rrset } from "../rrset/rrset.js";
import { keyOf } from "../rrset/rrset.js";
import { canonicalOrder } from "../rrset/rrset-digest.js";
import type { MemberFacts, PlannedRrsetChange } from "./member-facts.js";
import type { Candidate } from "./refusals/gate.js";
import { ownerKey } from "./refusals/shares.js";

const CNAME = 5;
/** RRSIG, NSEC and KEY may stand beside a CNAME (RFC 4034 §3, §4; RFC 3007 §3.1). */
const besideCname: ReadonlySet<number> = new Set([25, 46, 47]);

/** Whether one name can hold both: RRsets of different types, or of one type and two variants. */
export function canStandTogether(a: Identity, b: Identity): boolean {
  if (a.type === b.type) return a.variant === b.variant || (a.variant !== "" && b.variant !== "");
  if (a.type !== CNAME && b.type !== CNAME) return true;
  return besideCname.has(a.type) || besideCname.has(b.type);
}

type Identity = Pick<Rrset, "type" | "variant">;

export function candidatesOf(
  facts: MemberFacts,
  changes: readonly PlannedRrsetChange[],
): Candidate[] {
  const made = changes.filter(({ change }) => change.kind === "create");
  const owners = new Set(made.map(({ change }) => ownerKey(change.after!)));
  const staying = made.length === 0 ? new Map() : stayingAt(owners, facts, changes);
  return changes.map((planned) => {
    const { after, kind } = planned.change;
    if (kind !== "create") return { planned, inTheWay: [], opaqueInTheWay: null };
    const key = ownerKey(after);
    const neighbours: readonly ListedRrset[] = staying.get(key) ?? [];
    const opaque = facts.live.opaque.find(
      (item) =>
        ownerKey(item) === key &&
        (item.type === after.type || !canStandTogether({ ...item, variant: "" }, after)),
    );
    return {
      planned,
      inTheWay: neighbours.filter((rrset) => !canStandTogether(rrset, after)).sort(canonicalOrder),
      opaqueInTheWay: opaque?.what ?? null,
    };
  });
}

/** Live RRsets of these owners that neither go nor are wanted. */
function stayingAt(
  owners: ReadonlySet<string>,
  facts: MemberFacts,
  changes: readonly PlannedRrsetChange[],
): ReadonlyMap<string, ListedRrset[]> {
  const going = new Set(
    changes.filter(({ change }) => change.kind === "delete").map(({ change }) => change.before),
  );
  const staying = new Map<string, ListedRrset[]>();
  for (const rrset of facts.live.rrsets) {
    const key = ownerKey(rrset);
    if (!owners.has(key) || going.has(rrset) || facts.wantedByKey.has(keyOf(rrset))) continue;
    const list = staying.get(key);
    if (list === undefined) staying.set(key, [rrset]);
    else list.push(rrset);
  }
  return staying;
}
