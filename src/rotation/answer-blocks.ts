/** Puts what a plan says into service: one block an RRset, written again only when it changed. */
import { isDeepStrictEqual } from "node:util";
import { blockAnswers, writeBlock } from "../image/steering-block-writer.js";
import type { SteeredRrset } from "../steering/config.js";
import type { Selection } from "../steering/selection.js";
import type { AnswerCounts } from "./answer-counts.js";
import type { GeoMaps } from "./geo-maps.js";
import type { RunningZone } from "./running-zone.js";

/** The part of the image store that steering needs. */
export interface BlockTarget {
  placeBlock(slot: number, block: Uint8Array, onGone: (words: Int32Array) => void): void;
  block(slot: number): Int32Array | null;
  adoptMap(words: SharedArrayBuffer): number;
  releaseMap(address: number): void;
}

interface Placed {
  readonly selection: Selection;
  readonly ttl: number;
  /** Addresses of the maps that it leads to. */
  readonly maps: readonly number[];
}

export class AnswerBlocks {
  /** By slot. */
  private readonly placed = new Map<number, Placed>();

  constructor(
    private readonly image: BlockTarget,
    private readonly workerRows: number,
    private readonly maps: GeoMaps,
    private readonly counts: AnswerCounts,
  ) {}

  /**
   * Brings the answers of a zone to its plan. An RRset whose block cannot be written goes on with
   * the one that it has; the first such fault is thrown when all others are done.
   */
  publish(zone: RunningZone): void {
    const faults: unknown[] = [];
    for (const [place, rrset] of zone.config.rrsets.entries()) {
      if (rrset.shadow) continue;
      try {
        this.publishRrset(zone, place, rrset);
      } catch (fault) {
        faults.push(fault);
      }
    }
    if (faults.length > 0) throw faults[0];
  }

  /** These slots are no longer the zone's. */
  forget(zone: RunningZone): void {
    for (let place = 0; place < zone.config.rrsets.length; place++) {
      this.placed.delete(zone.base + place);
    }
  }

  private publishRrset(zone: RunningZone, place: number, rrset: SteeredRrset): void {
    const { selection, ttl } = zone.plan.rrsets[place]!;
    const slot = zone.base + place;
    const before = this.placed.get(slot);
    const maps = this.maps.addresses(zone.apex, place);
    if (
      before !== undefined &&
      before.ttl === ttl &&
      isDeepStrictEqual(before.maps, maps) &&
      isDeepStrictEqual(before.selection, selection)
    ) {
      return;
    }
    const block = writeBlock({
      rrset,
      selection,
      ttl,
      class: classInternet,
      workerRows: this.workerRows,
      mapAddress: (path) => this.maps.address(zone.apex, place, path),
    });
    const answers = blockAnswers(rrset, selection).map((targets) =>
      targets.flatMap((target) => rrset.targets[target]?.id ?? []),
    );
    let onGone: (words: Int32Array) => void = () => {};
    this.image.placeBlock(slot, block, (words) => onGone(words));
    const words = this.image.block(slot);
    if (words !== null) onGone = this.counts.follow({ apex: zone.apex, words, answers });
    this.placed.set(slot, { selection, ttl, maps });
  }
}

/** Zones of other classes are not served (RFC 1035 §3.2.4). */
const classInternet = 1;
