import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/base/seeded-random.js";
import { backOffMs } from "../../../../src/provider/calls/back-off.js";
import { type DeskEvent, openDesk } from "../../../../src/provider/calls/call-desk.js";
import { ProviderFault } from "../../../../src/provider/contract/fault.js";
import { VirtualClock } from "../../../support/virtual-clock.js";

function desk(rate = { callsPerSecond: 100, burst: 100 }) {
  const clock = new VirtualClock();
  const events: DeskEvent[] = [];
  const opened = openDesk({
    account: "aws",
    rate,
    clock,
    random: seededRandom(7),
    onEvent: (event) => events.push(event),
  });
  return { clock, events, desk: opened };
}

const down = () => Promise.reject(new ProviderFault("unavailable", "no answer"));

/** What a call failed with. */
function faultOf(work: Promise<unknown>): Promise<ProviderFault> {
  return work.then(
    () => {
      throw new Error("it succeeded");
    },
    (fault: ProviderFault) => fault,
  );
}

describe("a call desk", () => {
  it("repeats a read that may succeed later, and counts", async () => {
    const { clock, desk: aws } = desk();
    let calls = 0;
    const read = aws.read("list", async () => {
      if (++calls < 3) throw new ProviderFault("unavailable", "no answer");
      return "listed";
    });
    expect(await clock.drive(read)).toBe("listed");
    expect(aws.counts).toMatchObject({ reads: 3, repeats: 2, failed: 2 });
  });

  it("gives up a read after some attempts, and does not repeat what cannot succeed", async () => {
    const { clock, desk: aws } = desk();
    const busy = aws.read("list", () => Promise.reject(new ProviderFault("busy", "busy")));
    expect((await clock.drive(faultOf(busy))).kind).toBe("busy");
    expect(aws.counts.reads).toBe(6);
    const denied = aws.read("list", () => Promise.reject(new ProviderFault("auth", "no")));
    expect((await clock.drive(faultOf(denied))).kind).toBe("auth");
    expect(aws.counts.reads).toBe(7);
  });

  it("makes a write once", async () => {
    const { clock, desk: aws } = desk();
    expect((await clock.drive(faultOf(aws.write("change", down)))).kind).toBe("unavailable");
    expect(aws.counts.writes).toBe(1);
  });

  it("waits as long as a provider asks for before anybody calls it again", async () => {
    const { clock, desk: aws } = desk();
    const throttled = new ProviderFault("throttled", "slow down", { retryAfterMs: 30_000 });
    await clock.drive(faultOf(aws.write("change", () => Promise.reject(throttled))));
    const begin = clock.nowMs();
    await clock.drive(aws.read("list", async () => "listed"));
    expect(clock.nowMs() - begin).toBeGreaterThanOrEqual(30_000);
    expect(aws.counts.throttled).toBe(1);
    expect(aws.counts.waitedMs).toBeGreaterThanOrEqual(30_000);
  });

  it("gives up a call that never ends, and says of a write that nobody knows", async () => {
    const { clock, desk: aws } = desk();
    const begin = clock.nowMs();
    const fault = await clock.drive(faultOf(aws.write("change", () => new Promise(() => {}))));
    expect(fault).toMatchObject({ kind: "unavailable", committed: "unknown" });
    expect(clock.nowMs() - begin).toBe(60_000);
  });

  it("aborts the signal of a call at its deadline, and none of one that is over", async () => {
    const { clock, desk: aws } = desk();
    const signals: AbortSignal[] = [];
    await clock.drive(
      aws.write("change", async (signal) => {
        signals.push(signal);
      }),
    );
    await clock.drive(
      faultOf(
        aws.write("change", (signal) => {
          signals.push(signal);
          return new Promise(() => {});
        }),
      ),
    );
    await clock.advance(600_000);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, true]);
  });

  it("stops calling a provider that is down, tries it once after a while, and goes on", async () => {
    const { clock, events, desk: aws } = desk();
    for (let i = 0; i < 5; i++) await clock.drive(faultOf(aws.write("change", down)));
    const fault = await clock.drive(faultOf(aws.write("change", down)));
    expect(fault.message).toContain("is not called for another 15 s");
    expect(fault).toMatchObject({ committed: "no", retryable: true, retryAfterMs: 15_000 });
    expect(aws.counts.writes).toBe(5);
    await clock.advance(15_000);
    // Still down: for twice as long.
    await clock.drive(faultOf(aws.write("change", down)));
    expect((await clock.drive(faultOf(aws.write("change", down)))).retryAfterMs).toBe(30_000);
    await clock.advance(30_000);
    expect(await clock.drive(aws.write("change", async () => "taken"))).toBe("taken");
    expect(events.map(({ kind }) => kind)).toEqual([
      "opened",
      "probing",
      "opened",
      "probing",
      "closed",
    ]);
  });

  it("lets others wait for the one call that finds out whether a provider is back", async () => {
    const { clock, desk: aws } = desk();
    for (let i = 0; i < 5; i++) await clock.drive(faultOf(aws.write("change", down)));
    await clock.advance(15_000);
    let isBack: () => void = () => {};
    const first = aws.write("first", () => new Promise<void>((resolve) => (isBack = resolve)));
    let calls = 0;
    const second = aws.write("second", async () => ++calls);
    await clock.advance(1_000);
    expect(calls).toBe(0);
    isBack();
    await clock.drive(Promise.all([first, second]));
    expect(calls).toBe(1);
  });

  it("does not take a refusal for an outage", async () => {
    const { clock, desk: aws } = desk();
    const rejected = () => Promise.reject(new ProviderFault("rejected", "no"));
    for (let i = 0; i < 20; i++) await clock.drive(faultOf(aws.write("change", rejected)));
    expect(aws.counts.writes).toBe(20);
  });

  it("sends nothing once a run is stopped", async () => {
    const { clock, desk: aws } = desk({ callsPerSecond: 1, burst: 1 });
    await clock.drive(aws.read("list", async () => {}));
    const stop = new AbortController();
    const fault = faultOf(aws.write("change", async () => {}, stop.signal));
    stop.abort();
    expect((await clock.drive(fault)).message).toContain("was not sent");
    expect(aws.counts.writes).toBe(0);
  });

  it("backs off by chance below a ceiling that doubles, and never less than asked for", () => {
    const random = seededRandom(3);
    for (let attempt = 0; attempt < 40; attempt++) {
      const ceiling = Math.min(60_000, 1_000 * 2 ** attempt);
      const ms = backOffMs({ firstMs: 1_000, maxMs: 60_000 }, attempt, random);
      expect(ms).toBeLessThanOrEqual(ceiling);
      const asked = backOffMs({ firstMs: 1_000, maxMs: 60_000 }, attempt, random, 5_000);
      expect(asked).toBeGreaterThanOrEqual(5_000);
      expect(asked).toBeLessThanOrEqual(6_000);
    }
  });
});
