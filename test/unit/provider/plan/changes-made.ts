/** What a zone is after changes: the plainest provider there can be. */
import type { Change } from "../../../../src/provider/contract/change.js";
import type { Json } from "../../../../src/provider/contract/json.js";
import type { Snapshot } from "../../../../src/provider/contract/provider.js";
import { keyOf } from "../../../../src/provider/rrset/rrset.js";

/** Throws on a change that no provider would take: of what is not there, or a second time. */
export function changesMade(live: Snapshot, changes: readonly Change[]): Snapshot {
  const rrsets = new Map(live.rrsets.map((rrset) => [keyOf(rrset), rrset]));
  const resources = new Map(live.resources.map((resource) => [resource.name, resource]));
  const settings: { [name: string]: Json } = { ...live.settings };
  for (const change of changes) {
    if (change.kind === "setting") settings[change.name] = change.after;
    else if (change.kind === "resource") {
      if (change.after === null) resources.delete(change.name);
      else resources.set(change.name, { ...change.after, raw: `id of ${change.name}` });
    } else {
      const key = keyOf((change.after ?? change.before)!);
      if (rrsets.has(key) !== (change.before !== null)) throw new Error(`cannot do ${change.id}`);
      if (change.after === null) rrsets.delete(key);
      else rrsets.set(key, { ...change.after, raw: null, marked: null });
    }
  }
  return { ...live, rrsets: [...rrsets.values()], resources: [...resources.values()], settings };
}
