/** Changes as the body of a PATCH: deletions first, as PowerDNS looks at what is there meanwhile. */
import { assert } from "../../base/assert.js";
import type { Change, RrsetChange } from "../contract/change.js";
import type { Rrset } from "../rrset/rrset.js";
import { nearestContent, typeContent } from "./content.js";
import { disabledOf } from "./listing.js";
import { nameContent } from "./name-content.js";

export function patchBody(changes: readonly Change[]): string {
  const rrsets = changes.map(patchOf);
  rrsets.sort((a, b) => Number(b.changetype === "DELETE") - Number(a.changetype === "DELETE"));
  return JSON.stringify({ rrsets });
}

/** Octets that a change adds to the body. */
export function patchBytes(change: Change): number {
  return Buffer.byteLength(JSON.stringify(patchOf(change))) + 1;
}

export function rrsetOfChange(change: Change): Rrset {
  const { after, before } = rrsetChange(change);
  return after ?? before!;
}

interface RrsetPatch {
  readonly name: string;
  readonly type: string;
  readonly changetype: "REPLACE" | "DELETE";
  readonly ttl?: number;
  readonly records?: readonly { readonly content: string; readonly disabled: boolean }[];
}

/** Comments are not mentioned, so PowerDNS keeps them. */
function patchOf(change: Change): RrsetPatch {
  const own = rrsetChange(change);
  const { before, after } = own;
  const { owner, type, ttlSeconds } = after ?? before!;
  const head = { name: nameContent(owner), type: typeContent(type) };
  // Those that were left alone when the RRset was deleted are there still, and stay.
  const restores = own.kind === "create" ? (own.restores ?? null) : null;
  const disabled = disabledOf(before === null ? restores : before.raw);
  if (after === null && disabled.length === 0) return { ...head, changetype: "DELETE" };
  const records = [
    ...(after?.rdatas ?? []).map((rdata) => ({
      content: nearestContent(type, rdata),
      disabled: false,
    })),
    ...disabled.map((content) => ({ content, disabled: true })),
  ];
  return { ...head, changetype: "REPLACE", ttl: ttlSeconds, records };
}

function rrsetChange(change: Change): RrsetChange {
  assert(change.kind !== "setting" && change.kind !== "resource", "only RRsets are changed here");
  return change;
}
