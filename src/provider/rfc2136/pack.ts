/**
 * Changes divided into updates. Each update is all or nothing, so those of one owner share one; no
 * other order matters to a server, but deletions of delegations and their kin share owners anyway.
 */
import { updateBytesMax } from "../../transfer/update-message.js";
import type { Change, RrsetChange } from "../contract/change.js";
import type { Batch, PackOptions } from "../contract/provider.js";
import {
  isRrsetChange,
  rrsetOf,
  type UpdateParts,
  updateOfChanges,
  updatePartsBytes,
} from "./update-of-changes.js";

interface Group {
  readonly changes: readonly RrsetChange[];
  readonly bytes: number;
}

export function packUpdates(
  changes: readonly Change[],
  apex: Uint8Array,
  guarded: boolean,
  changesMax: number,
  { overwrite = false, changesMax: asked = changesMax }: PackOptions = {},
): Batch[] {
  const batches: Batch[] = [];
  const limit = Math.max(1, Math.min(changesMax, asked));
  let held: RrsetChange[] = [];
  let bytes = 0;
  const close = () => {
    if (held.length > 0) batches.push(batchOf(held, apex, guarded && !overwrite, overwrite));
    held = [];
    bytes = 0;
  };
  for (const group of groupsOf(changes.filter(isRrsetChange), apex, guarded && !overwrite)) {
    const full = held.length + group.changes.length > limit || bytes + group.bytes > updateBytesMax;
    if (full) close();
    held.push(...group.changes);
    bytes += group.bytes;
  }
  close();
  return batches;
}

/** Changes by owner; an owner whose changes do not fit into one message is divided by RRset. */
function groupsOf(changes: readonly RrsetChange[], apex: Uint8Array, guarded: boolean): Group[] {
  const byOwner = new Map<string, RrsetChange[]>();
  for (const change of changes) {
    const key = Buffer.from(rrsetOf(change).owner).toString("latin1");
    const held = byOwner.get(key);
    if (held === undefined) byOwner.set(key, [change]);
    else held.push(change);
  }
  return [...byOwner.values()].flatMap((own) => {
    const bytes = bytesOf(own, apex, guarded);
    if (bytes <= updateBytesMax) return [{ changes: own, bytes }];
    const deletesFirst = own.toSorted((a, b) => rank(a) - rank(b));
    return deletesFirst.map((one) => ({ changes: [one], bytes: bytesOf([one], apex, guarded) }));
  });
}

function rank(change: RrsetChange): number {
  return change.kind === "delete" ? 0 : 1;
}

function bytesOf(changes: readonly RrsetChange[], apex: Uint8Array, guarded: boolean): number {
  return updatePartsBytes(updateOfChanges(changes, apex, guarded));
}

function batchOf(
  changes: readonly RrsetChange[],
  apex: Uint8Array,
  guarded: boolean,
  overwrite: boolean,
): Batch {
  const parts: UpdateParts = updateOfChanges(changes, apex, guarded);
  const { prerequisites, steps } = parts;
  const records = prerequisites.length + steps.length;
  const summary = `UPDATE: ${counted(changes.length, "change")}, ${counted(records, "part")}, at most ${updatePartsBytes(parts)} octets`;
  return { changes, summary, calls: 1, overwrite };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
