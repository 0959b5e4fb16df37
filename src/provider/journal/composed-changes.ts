/** Several changes to the same RRset, setting or resource as one: from what was first to what is last. */
import { type Change, isRrsetChange } from "../contract/change.js";
import { changeId } from "../plan/change-id.js";
import { looseComparison } from "../rrset/comparable-rdata.js";
import { keyOf } from "../rrset/rrset.js";
import { sameJson } from "../rrset/same-json.js";
import { sameRrset } from "../rrset/same-rrset.js";

export class ComposedChanges {
  private readonly byKey = new Map<string, Change>();

  add(changes: readonly Change[]): void {
    for (const change of changes) {
      const key = keyOfChange(change);
      const first = this.byKey.get(key);
      const both = first === undefined ? change : joined(first, change);
      if (both === null) this.byKey.delete(key);
      else this.byKey.set(key, both);
    }
  }

  get size(): number {
    return this.byKey.size;
  }

  /** In the order in which they first were made; what is as it was before is left out. */
  all(): readonly Change[] {
    return [...this.byKey.values()];
  }
}

function keyOfChange(change: Change): string {
  if (!isRrsetChange(change)) return `${change.kind} ${change.name}`;
  return `rrset ${keyOf(change.before ?? change.after)}`;
}

function joined(first: Change, second: Change): Change | null {
  if (first.kind === "setting" && second.kind === "setting") {
    return sameJson(first.before, second.after) ? null : { ...first, after: second.after };
  }
  if (first.kind === "resource" && second.kind === "resource") {
    const isNothing = first.before === null && second.after === null;
    return isNothing ? null : { ...first, after: second.after };
  }
  if (!isRrsetChange(first) || !isRrsetChange(second)) return second;
  const { before } = first;
  const { after } = second;
  if (before === null) {
    if (after === null) return null;
    return { kind: "create", id: changeId(after, "create"), before, after };
  }
  if (after === null) return { kind: "delete", id: changeId(before, "delete"), before, after };
  if (sameRrset(before, after, looseComparison)) return null;
  return { kind: "update", id: changeId(after, "update"), before, after };
}
