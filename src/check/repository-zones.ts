/**
 * All zones of a repository in one version of it, read when a rule first asks for one. Which zone
 * holds a name is found from the names of the files alone:
 *
 *   www.shop.example.com.  →  com. ✗ → example.com. ✓ → shop.example.com. ✗ stop
 *
 * A name whose top label begins no zone here costs one look-up.
 */

import { ZoneIndex } from "../../validators/zone-index.js";
import type { ZoneSet } from "../../validators/zone-set.js";
import { limits } from "../base/limits.js";
import { isSubdomain, labelOffsets, lowerOf } from "../dns/name.js";
import { copyZone, ZoneReader } from "../zone/reader.js";
import { apexToWire } from "../zone/zone-file-name.js";
import type { ZoneFiles } from "../zone/zone-files.js";
import type { ListedZone } from "./listed-zone.js";

/** Zones kept in memory besides the one that is checked; the one unused for longest goes first. */
const zonesKept = 512;
const recordsKept = 1_000_000;

/** A name that is an apex, or above one. */
interface Node {
  readonly listed: ListedZone[];
  /** There is an apex below it. */
  below: boolean;
}

export class RepositoryZones {
  private readonly nodes = new Map<string, Node>();
  private readonly byPath = new Map<string, ListedZone>();
  private readonly reader: ZoneReader;
  private readonly kept = new Map<string, ZoneIndex | undefined>();
  private keptRecords = 0;

  constructor(files: ZoneFiles, listed: readonly ListedZone[]) {
    this.reader = new ZoneReader({ files });
    for (const zone of listed) {
      this.byPath.set(zone.path, zone);
      if (zone.apex !== null) this.enter(apexToWire(zone.apex), zone);
    }
  }

  /** The zones as `own`, read from `path`, sees them: itself in the version that is checked. */
  around(path: string, own: ZoneIndex): ZoneSet {
    const { apex } = own.zone;
    const isLeaf = this.nodes.get(keyOf(apex, 0, apex.length))?.below !== true;
    /** The zone that the last foreign name was in, if none is below it. */
    let last: ZoneIndex | undefined;
    return {
      enclosing: (name, start, end) => {
        const isOwn = isSubdomain(name, start, end, apex, 0, apex.length);
        if (isOwn && isLeaf) return own;
        if (!isOwn && last !== undefined && holds(last, name, start, end)) return last;
        const node = this.innermost(name, start, end);
        if (node === undefined) return isOwn ? own : undefined;
        const listed = nearest(node.listed, path);
        if (isOwn && apexToWire(listed.apex ?? ".").length <= apex.length) return own;
        const found = this.read(listed);
        if (!isOwn && !node.below) last = found;
        return found;
      },
    };
  }

  /** The zone of a file, or of the same apex elsewhere; null if there is none. */
  version(of: ListedZone): ZoneIndex | null | undefined {
    const apex = of.apex === null ? undefined : apexToWire(of.apex);
    const node = apex === undefined ? undefined : this.nodes.get(keyOf(apex, 0, apex.length));
    const listed = this.byPath.get(of.path) ?? node?.listed[0];
    return listed === undefined ? null : this.read(listed);
  }

  private enter(apex: Uint8Array, zone: ListedZone): void {
    const end = apex.length;
    this.nodeAt(apex, 0, end).listed.push(zone);
    for (let at = 0; at < end - 1; ) {
      at += apex[at]! + 1;
      const node = this.nodeAt(apex, at, end);
      if (node.below) break;
      node.below = true;
    }
  }

  private nodeAt(name: Uint8Array, start: number, end: number): Node {
    const key = keyOf(name, start, end);
    let node = this.nodes.get(key);
    if (node === undefined) {
      node = { listed: [], below: false };
      this.nodes.set(key, node);
    }
    return node;
  }

  /** The longest apex at or above a name. */
  private innermost(name: Uint8Array, start: number, end: number): Node | undefined {
    let found = this.nodes.get(rootKey);
    if (found?.listed.length === 0) found = undefined;
    for (let i = labelOffsets(name, start, offsets) - 1; i >= 0; i--) {
      const node = this.nodes.get(keyOf(name, start + offsets[i]!, end));
      if (node === undefined) break;
      if (node.listed.length > 0) found = node;
    }
    return found;
  }

  private read(listed: ListedZone): ZoneIndex | undefined {
    const { path, root, apex } = listed;
    if (this.kept.has(path)) {
      const index = this.kept.get(path);
      this.kept.delete(path);
      this.kept.set(path, index);
      return index;
    }
    const { zone } = this.reader.read({
      path,
      root,
      ...(apex === null ? {} : { apex: apexToWire(apex) }),
    });
    const index = zone === null ? undefined : new ZoneIndex(copyZone(zone));
    this.kept.set(path, index);
    this.keptRecords += index?.zone.recordCount ?? 0;
    this.forgetOldest();
    return index;
  }

  private forgetOldest(): void {
    for (const [path, index] of this.kept) {
      if (this.kept.size <= 1) return;
      if (this.kept.size <= zonesKept && this.keptRecords <= recordsKept) return;
      this.kept.delete(path);
      this.keptRecords -= index?.zone.recordCount ?? 0;
    }
  }
}

const offsets = new Uint8Array(limits.labelsMax);
const scratch = Buffer.alloc(limits.nameBytesMax);
const rootKey = "\0";

/** A wire name as a key, whatever the case it is written in. */
function keyOf(name: Uint8Array, start: number, end: number): string {
  for (let i = start; i < end; i++) scratch[i - start] = lowerOf[name[i]!]!;
  return scratch.toString("latin1", 0, end - start);
}

function holds({ zone }: ZoneIndex, name: Uint8Array, start: number, end: number): boolean {
  return isSubdomain(name, start, end, zone.apex, 0, zone.apex.length);
}

/** Of several files for one zone (views), the one in the folder that the question comes from. */
function nearest(listed: readonly ListedZone[], path: string): ListedZone {
  if (listed.length === 1) return listed[0]!;
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  return (
    listed.find((zone) => zone.path.slice(0, zone.path.lastIndexOf("/") + 1) === folder) ??
    listed[0]!
  );
}
