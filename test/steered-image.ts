/**
 * Steered zones for tests: a zone from text, its steering from a few words, and an image in which
 * each steered RRset answers a selection of the test's choice.
 */

import { nameFromText } from "../src/dns/name-text.js";
import { SegmentBuilder } from "../src/image/build.js";
import { writeBlock } from "../src/image/steering-block-writer.js";
import { slotBaseOf } from "../src/image/steering-section.js";
import { ImageStore, type ImageStoreOptions } from "../src/image/store.js";
import type { SteeredRrset, SteeredType, ZoneSteering } from "../src/steering/config.js";
import type { Selection } from "../src/steering/selection.js";
import type { Zone } from "../src/zone/zone.js";

/** A steered RRset, as far as answers go. */
export interface SteeredSketch {
  /** Absolute, lower case. */
  readonly owner: string;
  readonly type: SteeredType;
  readonly values: readonly string[];
  readonly fallback?: readonly string[];
  readonly shadow?: boolean;
}

export function steeringOfSketches(apex: string, sketches: readonly SteeredSketch[]): ZoneSteering {
  return {
    apex,
    monitors: [],
    guard: {
      maxRemoved: 0.34,
      maxRemovedOfZone: 0.1,
      minRemovedOfZone: 1,
      windowMs: 60_000,
      releaseMs: 120_000,
    },
    rrsets: sketches.map(rrsetOfSketch),
    probes: [],
  };
}

export function rrsetOfSketch(sketch: SteeredSketch): SteeredRrset {
  const { owner, type, values, fallback = [], shadow = false } = sketch;
  return {
    owner,
    type,
    ttl: { min: 30, max: 300 },
    targets: values.map((value, place) => ({
      id: `${owner}/${shadow ? "shadow" : "all"}/${place}/${value}`,
      value,
      weight: 1,
      capacity: null,
      group: null,
      state: "auto",
      probes: [],
      require: 0,
    })),
    policy: {
      kind: "failover",
      path: "",
      members: [
        {
          kind: "pool",
          path: "all",
          targets: values.map((_, place) => place),
          pick: { kind: "all", max: 8 },
          minHealthy: 0.5,
          shed: null,
        },
      ],
      overprovision: 2,
      probeShare: 0,
      regions: [],
    },
    onAllDown: "all",
    fallback,
    damping: null,
    holdDownMs: 0,
    slowStartMs: 0,
    failback: "auto",
    coupled: null,
    peak: null,
    shadow,
  };
}

export interface Steered {
  readonly selection: Selection;
  readonly ttl: number;
}

/** An image that serves zones, steered or not. Nothing is selected yet. */
export function steeredImage(
  zones: readonly { readonly zone: Zone; readonly steering?: ZoneSteering | null }[],
  options: Partial<ImageStoreOptions> = {},
): ImageStore {
  const store = new ImageStore({ workerRows: 1, ...options });
  const builder = new SegmentBuilder();
  for (const { zone, steering = null } of zones) {
    const { bytes, diagnostics } = builder.build(zone, steering);
    if (diagnostics.length > 0) throw new Error(diagnostics.map((d) => d.message).join("\n"));
    store.publish([bytes]);
  }
  return store;
}

/** Lets the RRset with this place in a zone's steering answer a selection. */
export function select(
  store: ImageStore,
  steering: ZoneSteering,
  place: number,
  { selection, ttl }: Steered,
  maps: Readonly<Record<string, number>> = {},
  workerRows = 1,
): void {
  const served = store.segment(nameFromText(steering.apex)!);
  const slot = slotBaseOf(served!.bytes) + place;
  const rrset = steering.rrsets[place]!;
  const mapAddress = (path: string): number => maps[path]!;
  store.placeBlock(slot, writeBlock({ rrset, selection, ttl, class: 1, workerRows, mapAddress }));
}

export function answer(...targets: number[]): Selection {
  return { kind: "answer", targets };
}
