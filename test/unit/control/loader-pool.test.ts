import { describe, expect, test } from "vitest";
import type { LoadedZone, LoadRequest, LoadResult } from "../../../src/control/load-job.js";
import { LoaderPool, type LoaderThread } from "../../../src/control/loader-pool.js";
import {
  controlOf,
  ManualClock,
  startCompiledLoader,
  temporaryFolder,
  writeZone,
  zoneText,
} from "./control-fixture.js";

/** A thread that answers every job without a deadly zone; on the others it ends, or hangs. */
function frailThread(isDeadly: (apex: string) => boolean, how: "ends" | "hangs"): LoaderThread {
  let onResult: (result: LoadResult) => void = () => {};
  let onEnd: (reason: string) => void = () => {};
  let dead = false;
  return {
    listen: (result, end) => {
      onResult = result;
      onEnd = end;
    },
    post: (job) => {
      setImmediate(() => {
        if (dead) return;
        if (!job.zones.some(({ apex }) => isDeadly(apex))) {
          const buffer = job.buffer ?? new ArrayBuffer(8);
          onResult({ id: job.id, buffer, plain: new Float64Array(0), others: [] });
        } else if (how === "ends") {
          dead = true;
          onEnd("out of memory");
        } else dead = true;
      });
    },
    end: () => {
      dead = true;
    },
  };
}

describe.each(["ends", "hangs"] as const)("a job on which a thread %s", (how) => {
  test("is done again zone by zone, and only the one zone is left out", async () => {
    const clock = new ManualClock();
    const done: string[] = [];
    const fatal: LoadedZone[] = [];
    const pool = new LoaderPool({
      start: () => frailThread((apex) => apex === "z50.", how),
      settings: { folder: "", pack: null, trustKept: false, version: "", hashSeed: 0 },
      threads: 2,
      clock,
      jobMsMax: 1000,
      onResult: (job) => {
        for (const { apex } of job.zones) done.push(apex);
      },
      onFatal: (zone) => fatal.push(zone),
    });
    const batches: LoadRequest[][] = [];
    for (let batch = 0; batch < 10; batch++) {
      const zones = Array.from({ length: 10 }, (_, i) => `z${batch * 10 + i}.`);
      batches.push(
        zones.map((apex) => ({ apex, file: `${apex}zone`, steered: false, kept: null })),
      );
    }
    const run = pool.run(batches.values());
    let over = false;
    void run.then(() => {
      over = true;
    });
    await expect
      .poll(() => {
        clock.advance(1000);
        return over;
      })
      .toBe(true);
    expect(done).toHaveLength(99);
    expect(new Set(done).size).toBe(99);
    expect(fatal.map(({ apex }) => apex)).toEqual(["z50."]);
    expect(fatal[0]?.diagnostics[0]?.code).toBe("loader-died");
  });
});

test("when every thread dies, what is served is kept, until a reload succeeds", async () => {
  const folder = temporaryFolder();
  const write = (serial: number) => {
    for (let i = 0; i < 40; i++) writeZone(folder, `z${i}.example`, zoneText(serial));
  };
  write(1);
  let dying = false;
  const { control, image } = controlOf(folder, {
    startLoaderThread: (settings) =>
      dying ? frailThread(() => true, "ends") : startCompiledLoader(settings),
  });
  await control.start();
  dying = true;
  write(2);
  expect(await control.reload()).toMatchObject({ broken: 40, zones: 40, loaded: 0 });
  expect(new Set(image.served.values())).toEqual(new Set([1]));
  expect(control.zone("z39.example.")).toMatchObject({ source: "broken", serving: { serial: 1 } });
  dying = false;
  expect(await control.reload()).toMatchObject({ broken: 0, zones: 40, loaded: 40 });
  expect(new Set(image.served.values())).toEqual(new Set([2]));
});
