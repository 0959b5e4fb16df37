import { describe, expect, test } from "vitest";
import { nameFromText } from "../../../src/dns/name-text.js";
import { SegmentBuilder } from "../../../src/image/build.js";
import { NameKey } from "../../../src/image/name-key.js";
import { segmentInfo } from "../../../src/image/segment.js";
import { ImageStore } from "../../../src/image/store.js";
import { ImageView } from "../../../src/image/view.js";
import { readZone } from "../../answerer.js";
import { compile, smallZone } from "./segments.js";

function wire(name: string): Uint8Array {
  const bytes = nameFromText(name);
  if (bytes === undefined) throw new Error(`${name} is no name`);
  return bytes;
}

/** A worker's side of the store: its mail waits until it is taken. */
class Reader {
  readonly mail: unknown[] = [];
  /** Times that the view asked for garbage to be collected. */
  collections = 0;
  readonly view: ImageView;
  readonly detach: () => void;
  private readonly key = new NameKey();

  constructor(store: ImageStore, row = 0) {
    this.detach = store.attach(row, (message) => this.mail.push(message));
    this.view = new ImageView(
      store.handle(),
      row,
      () => this.takeMail(),
      () => this.collections++,
    );
  }

  takeMail(): void {
    for (const message of this.mail.splice(0)) this.view.receive(message as never);
  }

  /** Serial of the zone that answers for a name, or null if there is none. */
  serialFor(name: string): number | null {
    const bytes = wire(name);
    this.key.read(bytes, 0, bytes.length);
    if (!this.view.findZone(this.key)) return null;
    const { zone } = this.view;
    const segment = zone.bytes.subarray(zone.baseByte);
    return segmentInfo(segment).serial;
  }
}

describe("the image store", () => {
  test("serves a zone from the moment it is published, and its successor from then on", () => {
    const store = new ImageStore({ workerRows: 1 });
    const reader = new Reader(store);
    expect(reader.serialFor("www.a.test.")).toBeNull();
    store.publish([compile(smallZone("a.test.", 1))]);
    expect(reader.serialFor("www.a.test.")).toBe(1);
    store.publish([compile(smallZone("a.test.", 2))]);
    expect(reader.serialFor("www.a.test.")).toBe(2);
    expect(store.zoneCount).toBe(1);
  });

  test("the closest enclosing zone answers", () => {
    const store = new ImageStore({ workerRows: 1 });
    const reader = new Reader(store);
    store.publish([compile(smallZone("test.", 1)), compile(smallZone("b.a.test.", 2))]);
    expect(reader.serialFor("a.test.")).toBe(1);
    expect(reader.serialFor("b.a.test.")).toBe(2);
    expect(reader.serialFor("x.y.b.a.test.")).toBe(2);
    expect(reader.serialFor("other.")).toBeNull();
    expect(store.remove(wire("b.a.test."))).toBe(true);
    expect(store.remove(wire("b.a.test."))).toBe(false);
    expect(reader.serialFor("b.a.test.")).toBe(1);
  });

  test("the root zone answers for every name", () => {
    const store = new ImageStore({ workerRows: 1 });
    const reader = new Reader(store);
    store.publish([compile(smallZone(".", 9))]);
    expect(reader.serialFor("anything.at.all.")).toBe(9);
    expect(reader.serialFor(".")).toBe(9);
  });

  test("a thousand zones come and go while a worker looks on", () => {
    const store = new ImageStore({ workerRows: 2 });
    const reader = new Reader(store, 1);
    for (let i = 0; i < 1000; i++) store.publish([compile(smallZone(`z${i}.test.`, i + 1))]);
    reader.takeMail();
    for (let i = 0; i < 1000; i++) expect(reader.serialFor(`www.z${i}.test.`)).toBe(i + 1);
    for (let i = 0; i < 1000; i += 2) store.remove(wire(`z${i}.test.`));
    for (let i = 0; i < 1000; i++)
      expect(reader.serialFor(`z${i}.test.`)).toBe(i % 2 === 0 ? null : i + 1);
    for (let i = 0; i < 1000; i += 2) store.publish([compile(smallZone(`z${i}.test.`, 5000 + i))]);
    reader.takeMail();
    for (let i = 0; i < 1000; i += 2) expect(reader.serialFor(`z${i}.test.`)).toBe(5000 + i);
    expect(store.zoneCount).toBe(1000);
  });

  test("memory of a replaced segment is used again only when every worker has moved on", () => {
    const store = new ImageStore({ workerRows: 2 });
    const quick = new Reader(store, 0);
    const slow = new Reader(store, 1);
    store.publish([compile(smallZone("a.test.", 1))]);
    const one = store.bytesInUse;
    store.publish([compile(smallZone("a.test.", 2))]);
    store.reclaim();
    quick.takeMail();
    store.reclaim();
    store.reclaim();
    expect(store.bytesInUse).toBe(2 * one);
    slow.takeMail();
    store.reclaim();
    expect(store.bytesInUse).toBe(one);
    store.publish([compile(smallZone("a.test.", 3))]);
    expect(slow.serialFor("a.test.")).toBe(3);
  });

  test("a worker that is gone holds no memory back", () => {
    const store = new ImageStore({ workerRows: 2 });
    const gone = new Reader(store, 0);
    const left = new Reader(store, 1);
    store.publish([compile(smallZone("a.test.", 1))]);
    const one = store.bytesInUse;
    store.publish([compile(smallZone("a.test.", 2))]);
    store.reclaim();
    left.takeMail();
    store.reclaim();
    expect(store.bytesInUse).toBe(2 * one);
    gone.detach();
    store.reclaim();
    expect(store.bytesInUse).toBe(one);
  });

  test("a thousand reloads of one zone need the memory of a few", () => {
    const store = new ImageStore({ workerRows: 1 });
    const reader = new Reader(store);
    store.publish([compile(smallZone("a.test.", 1))]);
    const one = store.bytesInUse;
    for (let serial = 2; serial < 1000; serial++) {
      store.publish([compile(smallZone("a.test.", serial))]);
      store.reclaim();
      reader.takeMail();
      expect(reader.serialFor("a.test.")).toBe(serial);
      expect(store.bytesInUse).toBeLessThanOrEqual(4 * one);
    }
  });

  test("a big zone's own memory is adopted without a copy, and dropped when it is replaced", () => {
    const text = Array.from({ length: 40_000 }, (_, i) => `h${i} TXT "${"x".repeat(60)}"`);
    const { bytes, shared } = new SegmentBuilder().build(
      readZone(`${smallZone("big.test.", 4)}${text.join("\n")}\n`),
    );
    expect(shared).not.toBeNull();
    let collections = 0;
    const store = new ImageStore({ workerRows: 1, releaseMemory: () => collections++ });
    const reader = new Reader(store);
    store.adopt(shared!);
    expect(reader.serialFor("h39999.big.test.")).toBe(4);
    expect(store.bytesInUse).toBeGreaterThanOrEqual(bytes.length);
    store.publish([compile(smallZone("big.test.", 5))]);
    expect(reader.serialFor("h39999.big.test.")).toBe(5);
    store.reclaim();
    reader.takeMail();
    store.reclaim();
    expect(store.bytesInUse).toBeLessThan(64 * 1024);
    // A thread that makes no garbage never collects, and would hold the old memory for ever: a
    // million-record zone grew by 100 MB with each reload.
    reader.takeMail();
    expect([collections, reader.collections]).toEqual([1, 1]);
  });
});
