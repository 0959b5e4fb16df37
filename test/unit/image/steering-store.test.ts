import { describe, expect, test } from "vitest";
import { SegmentBuilder } from "../../../src/image/build.js";
import { NameKey } from "../../../src/image/name-key.js";
import { answerCounts, blockHeader } from "../../../src/image/steering-block.js";
import { writeBlock } from "../../../src/image/steering-block-writer.js";
import { slotBaseOf, steeringOf } from "../../../src/image/steering-section.js";
import { SteeringTable } from "../../../src/image/steering-table.js";
import { ImageStore } from "../../../src/image/store.js";
import { ImageView } from "../../../src/image/view.js";
import { readZone } from "../../answerer.js";
import { answer, steeringOfSketches } from "../../steered-image.js";
import { smallZone } from "./segments.js";

const steering = steeringOfSketches("a.test.", [
  { owner: "ns.a.test.", type: "A", values: ["192.0.2.1"] },
]);

function segment(serial: number): Uint8Array {
  return new SegmentBuilder().build(readZone(smallZone("a.test.", serial)), steering).bytes.slice();
}

function block(ttl: number): Uint8Array {
  const rrset = steering.rrsets[0]!;
  const selection = answer(0);
  return writeBlock({ rrset, selection, ttl, class: 1, workerRows: 1, mapAddress: () => 0 });
}

/** A worker that has not read its mail yet. */
class Worker {
  readonly mail: unknown[] = [];
  readonly view: ImageView;
  constructor(store: ImageStore, row = 0) {
    store.attach(row, (message) => this.mail.push(message));
    this.view = new ImageView(store.handle(), row, () => this.takeMail());
  }
  takeMail(): void {
    for (const message of this.mail.splice(0)) this.view.receive(message as never);
  }
  /** TTL of the block in a slot, or null. */
  ttlAt(slot: number): number | null {
    if (!this.view.findBlock(slot)) return null;
    return this.view.blockWords[this.view.blockWord + blockHeader.ttl]!;
  }
  /** Slot base of the segment that serves a.test. */
  base(): number {
    const key = new NameKey();
    key.read(Uint8Array.from([1, 0x61, 4, 0x74, 0x65, 0x73, 0x74, 0]), 0, 8);
    if (!this.view.findZone(key)) return -2;
    const { bytes, baseByte } = this.view.zone;
    return slotBaseOf(bytes.subarray(baseByte));
  }
}

describe("the image store, with a steered zone", () => {
  test("lets blocks be made before the segment is put into service", () => {
    const seen: unknown[] = [];
    const store: ImageStore = new ImageStore({
      workerRows: 1,
      onSteered: (bytes, base) => {
        seen.push([worker.base(), base, steeringOf(bytes)?.apex, slotBaseOf(bytes)]);
        store.placeBlock(base, block(5));
      },
    });
    const worker = new Worker(store);
    store.publish([segment(1)]);
    expect(seen).toEqual([[-2, 0, "a.test.", 0]]);
    expect(worker.ttlAt(worker.base())).toBe(5);
  });

  test("shows a replaced block to nobody, and keeps its memory until all have moved on", () => {
    const store = new ImageStore({ workerRows: 2 });
    const quick = new Worker(store, 0);
    const slow = new Worker(store, 1);
    store.publish([segment(1)]);
    const gone: number[] = [];
    store.placeBlock(0, block(5), (words) => gone.push(...answerCounts(words)));
    const early = slow.view.findBlock(0) ? slow.view.blockWords : null;
    const at = slow.view.blockWord;
    store.placeBlock(0, block(6));
    expect([quick.ttlAt(0), early![at + blockHeader.ttl]]).toEqual([6, 5]);
    // A worker that still answers from the old block counts in it, and that is not lost.
    early![at + early![at + blockHeader.counters]!]! += 41;
    store.reclaim();
    quick.takeMail();
    store.reclaim();
    expect(gone).toEqual([]);
    slow.takeMail();
    store.reclaim();
    expect(gone).toEqual([41]);
    expect(answerCounts(store.block(0)!)).toEqual([0]);
  });

  test("gives a new version of the zone slots of its own, and takes those of the old one back", () => {
    const ended: number[] = [];
    const gone: string[] = [];
    const store: ImageStore = new ImageStore({
      workerRows: 1,
      onSteered: (_, base) => store.placeBlock(base, block(9), () => gone.push(`block ${base}`)),
      onUnsteered: (base) => ended.push(base),
    });
    const worker = new Worker(store);
    for (let serial = 1; serial <= 50; serial++) {
      store.publish([segment(serial)]);
      store.reclaim();
      worker.takeMail();
      store.reclaim();
    }
    expect(worker.base()).toBeLessThan(4);
    expect(ended).toHaveLength(49);
    expect(gone.length).toBeGreaterThan(45);
    const used = store.bytesInUse;
    store.remove(Uint8Array.from([1, 0x61, 4, 0x74, 0x65, 0x73, 0x74, 0]));
    store.reclaim();
    worker.takeMail();
    store.reclaim();
    expect(ended).toHaveLength(50);
    expect(store.bytesInUse).toBeLessThan(used);
    expect(store.bytesInUse).toBe(0);
  });

  test("refuses a block for a slot that no segment has, and a block that is damaged", () => {
    const store = new ImageStore({ workerRows: 1 });
    expect(() => store.placeBlock(0, block(1))).toThrow("a segment in service");
    store.publish([segment(1)]);
    expect(() => store.placeBlock(1, block(1))).toThrow("a segment in service");
    expect(() => store.placeBlock(0, block(1).fill(0, 0, 4))).toThrow("only sound blocks");
  });

  test("answers as the plain zone when its block is taken away", () => {
    const store = new ImageStore({ workerRows: 1 });
    const worker = new Worker(store);
    store.publish([segment(1)]);
    store.placeBlock(0, block(5));
    store.clearBlock(0);
    expect(worker.ttlAt(0)).toBeNull();
    expect(store.block(0)).toBeNull();
  });

  test("shows all of it to a worker that starts late, and to one that was not told of a chunk", () => {
    const store = new ImageStore({ workerRows: 3 });
    const early = new Worker(store, 0);
    store.publish([segment(1)]);
    store.placeBlock(0, block(5));
    const late = new Worker(store, 1);
    const map = new SharedArrayBuffer(64);
    new Int32Array(map)[3] = 77;
    const address = store.adoptMap(map);
    for (const worker of [early, late]) {
      expect(worker.ttlAt(0)).toBe(5);
      worker.view.findMap(address);
      expect(worker.view.mapWords[worker.view.mapWord + 3]).toBe(77);
    }
  });

  test("lets go of a geo map, big or small, when no worker reads it any more", () => {
    const store = new ImageStore({ workerRows: 1 });
    const worker = new Worker(store);
    const addresses = [64, 20 << 20].map((size) => store.adoptMap(new SharedArrayBuffer(size)));
    expect(store.bytesInUse).toBeGreaterThan(20 << 20);
    for (const address of addresses) store.releaseMap(address);
    store.reclaim();
    worker.takeMail();
    store.reclaim();
    expect(store.bytesInUse).toBe(0);
    expect(() => store.releaseMap(addresses[0]!)).toThrow("once");
  });
});

describe("the steering table", () => {
  test("takes slots back in any order and has them whole again", () => {
    const table = new SteeringTable();
    const runs = [3, 1, 7, 2, 5].map((count) => ({ first: table.take(count), count }));
    expect(runs.map(({ first }) => first)).toEqual([0, 3, 4, 11, 13]);
    for (const at of [1, 3, 2, 0, 4]) table.give(runs[at]!.first, runs[at]!.count);
    expect(table.take(1 << 20)).toBe(0);
    expect(() => table.take(1)).toThrow("at most 1,048,576");
  });

  test("knows which slots are taken", () => {
    const table = new SteeringTable();
    table.take(2);
    expect([-1, 0, 1, 2].map((slot) => table.isTaken(slot))).toEqual([false, true, true, false]);
    expect(table.take(0)).toBe(-1);
  });
});
