/** What a plan is made of. A change has an id that is the same in plan, journal, and receipts. */
import type { ListedRrset, Rrset } from "../rrset/rrset.js";
import type { Json } from "./json.js";

/** Ids are unique within the plan of one zone at one provider: `www.example.com. A update`. */
export type Change = RrsetChange | SettingChange | ResourceChange;

export type RrsetChange =
  | {
      readonly kind: "create";
      readonly id: string;
      readonly before: null;
      readonly after: Rrset;
      readonly restores?: Json;
    }
  | {
      readonly kind: "update";
      readonly id: string;
      readonly before: ListedRrset;
      readonly after: Rrset;
      /** `raw` of what is put back: an adapter takes from it what `after` does not say. */
      readonly restores?: Json;
    }
  | {
      readonly kind: "delete";
      readonly id: string;
      readonly before: ListedRrset;
      readonly after: null;
    };

export function isRrsetChange(change: Change): change is RrsetChange {
  return change.kind !== "setting" && change.kind !== "resource";
}

/** The RRset as it is to be, or was. */
export function changedRrset(change: RrsetChange): Rrset {
  return change.after ?? change.before;
}

/** A setting of the provider's zone that the zone needs: Cloudflare's `multi_provider`. */
export interface SettingChange {
  readonly kind: "setting";
  readonly id: string;
  readonly name: string;
  readonly before: Json;
  readonly after: Json;
}

/**
 * Something besides records that steering at a provider needs: a health check. `name` is ours,
 * made from its content; RRsets refer to it in their `extra`.
 */
export interface ResourceChange {
  readonly kind: "resource";
  readonly id: string;
  readonly name: string;
  readonly before: Resource | null;
  readonly after: Resource | null;
}

export interface Resource {
  /** "health-check" */
  readonly type: string;
  readonly name: string;
  readonly spec: Json;
  /** What its adapter needs to change or delete it; null for one that is not made yet. */
  readonly raw: Json;
}
