/** A zone folder and a state folder on disk, a clock that only moves when told, and what was served. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import type { Clock } from "../../../src/control/clock.js";
import type { ImageTarget } from "../../../src/control/image-target.js";
import type { LoaderSettings } from "../../../src/control/load-job.js";
import type { LoaderThread } from "../../../src/control/loader-pool.js";
import { startWorkerLoader } from "../../../src/control/worker-loader.js";
import type { ZoneEvent } from "../../../src/control/zone-events.js";
import { ZoneControl, type ZoneControlOptions } from "../../../src/control/zones.js";
import { nameToText } from "../../../src/dns/name-text.js";
import { segmentInfo } from "../../../src/image/segment.js";
import { ImageStore } from "../../../src/image/store.js";

export function temporaryFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "fivenines-control-"));
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function zoneText(serial: number, records = 1): string {
  let text = `$TTL 300\n@ SOA ns1 admin ${serial} 7200 3600 1209600 300\n@ NS ns1\nns1 A 192.0.2.1\n`;
  for (let i = 0; i < records; i++) text += `h${i} A 192.0.2.${i % 256}\n`;
  return text;
}

/** As an editor does it: written aside and renamed, so that the inode changes. */
export function writeZone(folder: string, apex: string, text: string): void {
  const file = path.join(folder, `${apex}.zone`);
  fs.writeFileSync(`${file}.tmp`, text);
  fs.renameSync(`${file}.tmp`, file);
}

export class ManualClock implements Clock {
  /** A day ahead: files just written have settled long ago (see src/control/fingerprint.ts). */
  private time = Date.now() + 86_400_000;
  private tasks: { at: number; task: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(ms: number, task: () => void): () => void {
    const entry = { at: this.time + ms, task };
    this.tasks.push(entry);
    return () => {
      this.tasks = this.tasks.filter((other) => other !== entry);
    };
  }

  advance(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const [next] = this.tasks.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.tasks = this.tasks.filter((other) => other !== next);
      this.time = Math.max(this.time, next.at);
      next.task();
    }
    this.time = end;
  }
}

/** The real image store, and the serials of what went through it. */
export class WatchedImage implements ImageTarget {
  readonly store = new ImageStore({ workerRows: 1 });
  /** Apex to serial, as served now. */
  readonly served = new Map<string, number>();
  /** Every segment ever published. */
  readonly segments: Buffer[] = [];

  publish(segments: readonly Uint8Array[]): void {
    for (const segment of segments) this.note(segment);
    this.store.publish(segments);
  }

  adopt(segment: SharedArrayBuffer): void {
    const size = new Int32Array(segment)[2] ?? 0;
    this.note(new Uint8Array(segment, 0, size));
    this.store.adopt(segment);
  }

  remove(apex: Uint8Array): boolean {
    this.served.delete(nameToText(apex));
    return this.store.remove(apex);
  }

  segment(apex: Uint8Array) {
    return this.store.segment(apex);
  }

  private note(segment: Uint8Array): void {
    const { apex, serial } = segmentInfo(segment);
    this.served.set(nameToText(apex), serial);
    this.segments.push(Buffer.from(segment));
  }
}

/** Threads run the compiled program: tests are not compiled. */
export function startCompiledLoader(settings: LoaderSettings): LoaderThread {
  const entry = new URL("../../../dist/src/control/loader-thread.js", import.meta.url);
  return startWorkerLoader(settings, entry);
}

export interface Controlled {
  readonly control: ZoneControl;
  readonly image: WatchedImage;
  readonly clock: ManualClock;
  readonly events: ZoneEvent[];
  eventsOf<K extends ZoneEvent["kind"]>(kind: K): Extract<ZoneEvent, { kind: K }>[];
}

export function controlOf(
  folder: string,
  options: Partial<Omit<ZoneControlOptions, "image" | "onEvent" | "folder">> = {},
): Controlled {
  const image = new WatchedImage();
  const clock = new ManualClock();
  const events: ZoneEvent[] = [];
  const control = new ZoneControl({
    folder,
    state: null,
    image,
    removalDelayMs: 60_000,
    loaderThreads: 2,
    startFromImages: true,
    version: "test",
    clock,
    startLoaderThread: startCompiledLoader,
    onEvent: (event) => events.push(event),
    ...options,
  });
  onTestFinished(() => control.close());
  const eventsOf = <K extends ZoneEvent["kind"]>(kind: K) =>
    events.filter((event): event is Extract<ZoneEvent, { kind: K }> => event.kind === kind);
  return { control, image, clock, events, eventsOf };
}
