/** Names of changes: the same in plan, journal and receipts. */
import { nameToText } from "../../dns/name-text.js";
import { typeName } from "../../dns/rr/registry.js";
import type { RrsetChange } from "../contract/change.js";
import type { Rrset } from "../rrset/rrset.js";

type Identity = Pick<Rrset, "owner" | "type" | "variant">;

/** `www.example.com. A update`, with a variant `www.example.com. A (blue) update`. */
export function changeId(rrset: Identity, kind: RrsetChange["kind"]): string {
  return `${rrsetName(rrset)} ${kind}`;
}

/** `www.example.com. A`, with a variant `www.example.com. A (blue)`. */
export function rrsetName({ owner, type, variant }: Identity): string {
  const name = `${nameToText(owner)} ${typeName(type)}`;
  return variant === "" ? name : `${name} (${variant})`;
}

export function settingChangeId(name: string): string {
  return `setting ${name}`;
}

export function resourceChangeId(type: string, name: string): string {
  return `${type} ${name}`;
}
