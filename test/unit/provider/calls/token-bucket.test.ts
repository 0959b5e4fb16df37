import { describe, expect, it } from "vitest";
import { TokenBucket } from "../../../../src/provider/calls/token-bucket.js";
import { VirtualClock } from "../../../support/virtual-clock.js";

/** Milliseconds until so many calls of a kind were let through. */
async function timeOf(
  clock: VirtualClock,
  bucket: TokenBucket,
  calls: number,
  kind: "read" | "write" = "write",
): Promise<number> {
  const begin = clock.nowMs();
  for (let i = 0; i < calls; i++) await clock.drive(bucket.take(kind));
  return clock.nowMs() - begin;
}

describe("a token bucket", () => {
  it("lets a burst through at once, and then keeps to its rate", async () => {
    const clock = new VirtualClock();
    const bucket = new TokenBucket({ callsPerSecond: 5, burst: 10 }, clock);
    expect(await timeOf(clock, bucket, 10)).toBe(0);
    const ms = await timeOf(clock, bucket, 50);
    expect(ms).toBeGreaterThanOrEqual(10_000);
    expect(ms).toBeLessThan(10_100);
  });

  it("never lets through more than burst and rate together, however the calls come", async () => {
    const clock = new VirtualClock();
    const bucket = new TokenBucket({ callsPerSecond: 10, burst: 10 }, clock);
    const times: number[] = [];
    const calls = Array.from({ length: 100 }, (_, i) =>
      bucket.take(i % 3 === 0 ? "read" : "write").then(() => times.push(clock.nowMs())),
    );
    await clock.drive(Promise.all(calls));
    times.sort((a, b) => a - b);
    for (let i = 0; i + 20 < times.length; i++) {
      // Any 21 calls: 10 of a burst, and 11 more take a second at least.
      expect(times[i + 20]! - times[i]!).toBeGreaterThanOrEqual(1_000);
    }
  });

  it("keeps a reserve for writes while reads wait", async () => {
    const clock = new VirtualClock();
    const bucket = new TokenBucket({ callsPerSecond: 1, burst: 10 }, clock);
    await timeOf(clock, bucket, 8, "read");
    const reads = bucket.take("read");
    expect(await timeOf(clock, bucket, 2)).toBe(0);
    expect(await clock.drive(reads)).toBeGreaterThanOrEqual(2_000);
  });

  it("takes rate and burst from what the provider says", async () => {
    const clock = new VirtualClock();
    const bucket = new TokenBucket({ callsPerSecond: 1, burst: 1 }, clock);
    bucket.learn({ quota: 1_200, windowMs: 300_000 });
    await timeOf(clock, bucket, 1);
    const ms = await timeOf(clock, bucket, 20);
    expect(ms).toBeGreaterThanOrEqual(4_990);
    expect(ms).toBeLessThan(5_100);
  });

  it("spreads what is left of a window over the rest of it, and leaves some to others", async () => {
    const clock = new VirtualClock();
    const bucket = new TokenBucket({ callsPerSecond: 4, burst: 100 }, clock);
    bucket.learn({ quota: 1_200, windowMs: 300_000, remaining: 100, resetMs: 100_000 });
    const begin = clock.nowMs();
    let calls = 0;
    while (clock.nowMs() - begin < 99_000) {
      await clock.drive(bucket.take("write"));
      calls++;
    }
    expect(calls).toBeGreaterThan(30);
    expect(calls).toBeLessThanOrEqual(42);
    // The window starts anew.
    await clock.advance(1_000);
    expect(await timeOf(clock, bucket, 20)).toBeLessThan(6_000);
  });

  it("makes no call until the window starts anew once it is used up", async () => {
    const clock = new VirtualClock();
    const bucket = new TokenBucket({ callsPerSecond: 4, burst: 100 }, clock);
    bucket.learn({ quota: 1_200, windowMs: 300_000, remaining: 3, resetMs: 120_000 });
    expect(await timeOf(clock, bucket, 1)).toBeGreaterThanOrEqual(120_000);
  });

  it("holds everybody back for as long as it is told", async () => {
    const clock = new VirtualClock();
    const bucket = new TokenBucket({ callsPerSecond: 10, burst: 10 }, clock);
    bucket.hold(30_000);
    expect(await timeOf(clock, bucket, 1, "read")).toBe(30_000);
  });

  it("lets go of a caller that is told to stop, and serves the next", async () => {
    const clock = new VirtualClock();
    const bucket = new TokenBucket({ callsPerSecond: 1, burst: 1 }, clock);
    await timeOf(clock, bucket, 1);
    const stop = new AbortController();
    const first = bucket.take("write", stop.signal);
    const second = bucket.take("write");
    stop.abort();
    await clock.drive(first);
    expect(await clock.drive(second)).toBeLessThanOrEqual(1_000);
  });
});
