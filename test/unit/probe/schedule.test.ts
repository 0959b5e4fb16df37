import { describe, expect, it } from "vitest";
import { failed, passed, skipped, unknown } from "../../../src/probe/check.js";
import { unknownProbe } from "../../../src/steering/verdict.js";
import { plannedProbe } from "./monitors.js";
import { refused, StagedSchedule } from "./staged-schedule.js";

const tcp = { type: "tcp", port: 80 } as const;
const a = plannedProbe("192.0.2.1", tcp);
const b = plannedProbe("192.0.2.2", tcp);
const many = (count: number, changes = {}) =>
  Array.from({ length: count }, (_, i) => plannedProbe(`192.0.${i >> 8}.${i & 255}`, tcp, changes));

describe("the schedule of probes", () => {
  it("spreads the first starts over one interval", () => {
    const stage = new StagedSchedule();
    stage.schedule.set(many(1000));
    const startedMs = stage.clock.monotonicMs();
    stage.clock.advance(1000);
    const firsts = new Map<string, number>();
    for (const { key, atMs } of stage.starts) {
      if (!firsts.has(key)) firsts.set(key, atMs - startedMs);
    }
    expect(firsts.size).toBe(1000);
    const tenths = new Array<number>(10).fill(0);
    for (const atMs of firsts.values()) tenths[Math.min(9, Math.floor(atMs / 100))]!++;
    for (const count of tenths) expect(count).toBeGreaterThan(60);
  });

  it("goes on at the interval, give or take the jitter, and never sooner than the TTL counts on", () => {
    const stage = new StagedSchedule();
    stage.answer = () => ({ outcome: passed, afterMs: 300 });
    stage.schedule.set([a]);
    stage.clock.advance(200_000);
    const starts = stage.startsOf(a.key);
    const gaps = starts.slice(1).map((atMs, i) => atMs - starts[i]!);
    // 90 % of the interval behind the end of the one before.
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1200 - 2);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(1200 + 25);
    stage.answer = () => ({ outcome: passed, afterMs: 1 });
    stage.clock.advance(200_000);
    const quick = stage.startsOf(a.key).slice(starts.length + 1);
    const quickGaps = quick.slice(1).map((atMs, i) => atMs - quick[i]!);
    expect(Math.min(...quickGaps)).toBeGreaterThanOrEqual(900);
    expect(Math.max(...quickGaps)).toBeLessThanOrEqual(1125);
    const mean = quickGaps.reduce((sum, gap) => sum + gap, 0) / quickGaps.length;
    expect(Math.abs(mean - 1000)).toBeLessThan(25);
  });

  it("asks again soon after a failure until it is decided, then at the interval", () => {
    const stage = new StagedSchedule();
    stage.schedule.set([a]);
    stage.clock.advance(3000);
    stage.answer = () => ({ outcome: refused, afterMs: 5 });
    const before = stage.starts.length;
    stage.clock.advance(10_000);
    const starts = stage.startsOf(a.key).slice(before);
    expect(starts[1]! - starts[0]!).toBeLessThan(300);
    expect(starts[2]! - starts[1]!).toBeLessThan(300);
    expect(starts[3]! - starts[2]!).toBeGreaterThan(850);
    expect(stage.stateOf(a.key)).toMatchObject({ health: "down", reason: "refused" });
    stage.answer = () => ({ outcome: passed, afterMs: 5 });
    stage.clock.advance(3000);
    expect(stage.stateOf(a.key)).toMatchObject({ health: "up", reason: "ok" });
  });

  it("ends a check at its time-out and counts that as a failure", () => {
    const stage = new StagedSchedule();
    stage.answer = () => undefined;
    stage.schedule.set([a]);
    stage.clock.advance(1000 + 3 * (500 + 250));
    expect(stage.stateOf(a.key)).toMatchObject({ health: "down", reason: "timeout" });
    expect(stage.running).toBeLessThanOrEqual(1);
    const last = stage.starts[0]!;
    expect(last.stopped).toBe(true);
    // A late word of a check that was given up is not heard.
    const told = stage.news.length;
    last.end(passed);
    stage.clock.turn();
    expect(stage.news.length).toBe(told);
  });

  it("never has two checks of a probe under way", () => {
    const stage = new StagedSchedule();
    stage.answer = () => undefined;
    stage.schedule.set([plannedProbe("192.0.2.1", tcp, { intervalMs: 100, timeoutMs: 5000 })]);
    stage.clock.advance(60_000);
    expect(stage.runningMost).toBe(1);
  });

  it("is not delayed for others by targets that never answer", () => {
    const stage = new StagedSchedule({ concurrencyMax: 4 });
    const slow = many(20);
    stage.answer = ({ key }) => (key === b.key ? { outcome: passed, afterMs: 1 } : undefined);
    stage.schedule.set([...slow, b]);
    stage.clock.advance(60_000);
    expect(stage.runningMost).toBe(4);
    // 20 probes of half a second each through four places take 2.5 s; first come, first served.
    const starts = stage.startsOf(b.key);
    const gaps = starts.slice(1).map((atMs, i) => atMs - starts[i]!);
    expect(starts.length).toBeGreaterThan(15);
    expect(Math.max(...gaps)).toBeLessThan(4000);
    for (const { key } of slow) expect(stage.startsOf(key).length).toBeGreaterThan(10);
  });

  it("counts an answer that came too late for the latency allowed", () => {
    const stage = new StagedSchedule();
    stage.answer = () => ({ outcome: passed, afterMs: 120 });
    stage.schedule.set([plannedProbe("192.0.2.1", tcp, { latencyMaxMs: 100 })]);
    stage.clock.advance(2000);
    expect(stage.stateOf(a.key)).toMatchObject({ reason: "too slow" });
  });

  it("leaves probes that stay undisturbed when the list changes, and ends those that go", () => {
    const stage = new StagedSchedule();
    const still = new StagedSchedule();
    for (const one of [stage, still]) {
      one.answer = ({ key }) => (key === a.key ? { outcome: passed, afterMs: 5 } : undefined);
      one.schedule.set([a]);
    }
    stage.clock.advance(2500);
    still.clock.advance(2500);
    const told = stage.changes.length;
    stage.schedule.set([a, b]);
    expect(stage.startsOf(a.key)).toEqual(still.startsOf(a.key));
    stage.clock.advance(1000);
    expect(stage.startsOf(b.key).length).toBeGreaterThanOrEqual(1);
    const ofB = stage.starts.findLast(({ key }) => key === b.key)!;
    stage.schedule.set([a]);
    expect(ofB.stopped).toBe(true);
    expect(
      stage.changes.slice(told).every(({ key, state }) => key === b.key || state.health === "up"),
    ).toBe(true);
    const count = stage.startsOf(b.key).length;
    stage.clock.advance(5000);
    expect(stage.startsOf(b.key).length).toBe(count);
    expect(stage.startsOf(a.key).length).toBeGreaterThan(6);
  });

  it("goes on from a state that was kept", () => {
    const stage = new StagedSchedule();
    stage.answer = () => ({ outcome: refused, afterMs: 5 });
    const from = { ...unknownProbe, health: "up", failures: 2, reason: "timeout" } as const;
    stage.schedule.set([{ ...a, from }]);
    stage.clock.advance(300);
    expect(stage.stateOf(a.key)).toMatchObject({ health: "down" });
  });

  it("says unknown of what cannot be probed, once, and counts nothing", () => {
    const stage = new StagedSchedule();
    const reason = "not allowed: 127.0.0.1 is loopback";
    stage.answer = () => ({ outcome: unknown(reason), afterMs: 0 });
    stage.schedule.set([a]);
    stage.clock.advance(10_000);
    expect(stage.changes.length).toBe(1);
    expect(stage.stateOf(a.key)).toMatchObject({ health: "unknown", reason, failures: 0 });
  });

  it("blames no target for what this host has too little of", () => {
    const stage = new StagedSchedule();
    stage.schedule.set([a]);
    stage.clock.advance(2000);
    stage.answer = () => ({ outcome: skipped("this host: EMFILE"), afterMs: 0 });
    const told = stage.changes.length;
    stage.clock.advance(9000);
    expect(stage.changes.length).toBe(told);
    const warnings = stage.news.filter(({ kind }) => kind === "warning");
    expect(warnings).toEqual([
      { kind: "warning", key: a.key, text: "a probe was not made: this host: EMFILE" },
    ]);
    const [history] = stage.schedule.history([a.key]);
    expect(history?.results.at(-1)).toMatchObject({ ok: false, reason: "this host: EMFILE" });
    // Told again if it lasts.
    stage.clock.advance(60_000);
    expect(stage.news.filter(({ kind }) => kind === "warning").length).toBe(2);
  });

  it("calls a probe whose check cannot even be started unknown", () => {
    const stage = new StagedSchedule();
    stage.answer = () => {
      throw new Error("port 70000 is none");
    };
    stage.schedule.set([a]);
    stage.clock.advance(1100);
    expect(stage.stateOf(a.key)).toMatchObject({
      health: "unknown",
      reason: "cannot be probed: port 70000 is none",
    });
  });

  it("tells of a warning once, and again when it changes", () => {
    const stage = new StagedSchedule();
    let days = 12;
    stage.answer = () => ({ outcome: { ...passed, warning: `ends in ${days} days` }, afterMs: 1 });
    stage.schedule.set([a]);
    stage.clock.advance(5000);
    days = 11;
    stage.clock.advance(5000);
    const texts = stage.news.flatMap((news) => (news.kind === "warning" ? [news.text] : []));
    expect(texts).toEqual(["ends in 12 days", "ends in 11 days"]);
  });

  it("tells the changes of one turn together, and a steady state every ten seconds", () => {
    const stage = new StagedSchedule();
    stage.schedule.set(many(200));
    stage.clock.advance(1200);
    const first = stage.news.filter(({ kind }) => kind === "states").length;
    expect(stage.changes.length).toBe(200);
    // Several end in the same millisecond.
    expect(first).toBeLessThan(200);
    stage.clock.advance(28_800);
    const told = stage.changes.length - 200;
    expect(told).toBeGreaterThanOrEqual(400);
    expect(told).toBeLessThanOrEqual(600);
  });

  it("sums up results and latencies, and starts the sums anew", () => {
    const stage = new StagedSchedule();
    stage.answer = ({ atMs }) => ({
      outcome: atMs > 6000 ? refused : passed,
      afterMs: 40,
    });
    stage.schedule.set([a]);
    stage.clock.advance(10_000);
    const sums = stage.news.flatMap((news) => (news.kind === "tally" ? news.of : []));
    const counted = sums.reduce((sum, { ok, failed }) => sum + ok + failed, 0);
    expect(counted).toBeGreaterThanOrEqual(stage.starts.length - 2);
    expect(sums.every(({ buckets }) => buckets.length === 14)).toBe(true);
    // 20 ms < 40 ms <= 50 ms
    expect(sums.reduce((sum, { buckets }) => sum + buckets[5]!, 0)).toBe(counted);
    expect(sums.some(({ failed }) => failed > 0)).toBe(true);
  });

  it("keeps the last 256 results", () => {
    const stage = new StagedSchedule();
    stage.schedule.set([a]);
    stage.clock.advance(300_000);
    stage.answer = () => ({ outcome: failed("status 503"), afterMs: 7 });
    stage.clock.advance(1500);
    const [history] = stage.schedule.history([a.key, "nobody"]);
    expect(history?.results.length).toBe(256);
    const last = history!.results.at(-1)!;
    expect(last).toMatchObject({ ok: false, reason: "status 503" });
    expect(last.latencyMs).toBeCloseTo(7, 0);
    expect(Math.abs(last.atMs - stage.clock.unixMs())).toBeLessThan(2000);
    const times = history!.results.map(({ atMs }) => atMs);
    expect([...times].sort((x, y) => x - y)).toEqual(times);
  });

  it("ends everything when it is closed", () => {
    const stage = new StagedSchedule();
    stage.answer = () => undefined;
    stage.schedule.set(many(100));
    stage.clock.advance(400);
    expect(stage.running).toBeGreaterThan(10);
    stage.schedule.close();
    expect(stage.running).toBe(0);
    const count = stage.starts.length;
    stage.clock.advance(5000);
    expect(stage.starts.length).toBe(count);
  });
});

describe("a push probe", () => {
  const push = plannedProbe("192.0.2.1", { type: "push", staleMs: 30_000 });

  it("is unknown until it is told, and again when what was told is old", () => {
    const stage = new StagedSchedule();
    stage.schedule.set([push]);
    stage.clock.advance(60_000);
    expect(stage.starts).toEqual([]);
    expect(stage.stateOf(push.key)).toBeUndefined();
    stage.schedule.push(push.key, true, "ok");
    stage.clock.advance(29_900);
    expect(stage.stateOf(push.key)).toMatchObject({ health: "up", reason: "ok" });
    stage.clock.advance(200);
    expect(stage.stateOf(push.key)).toMatchObject({ health: "unknown", reason: "stale" });
  });

  it("is down at once when it is told so, and up after as many words as rise asks", () => {
    const stage = new StagedSchedule();
    stage.schedule.set([push]);
    stage.schedule.push(push.key, true, "ok");
    stage.schedule.push(push.key, false, "maintenance");
    stage.clock.turn();
    expect(stage.stateOf(push.key)).toMatchObject({ health: "down", reason: "maintenance" });
    expect(stage.schedule.history([push.key])[0]?.results.length).toBe(2);
    stage.schedule.push(push.key, true, "ok");
    stage.clock.turn();
    expect(stage.stateOf(push.key)).toMatchObject({ health: "down" });
    stage.schedule.push(push.key, true, "ok");
    stage.clock.turn();
    expect(stage.stateOf(push.key)).toMatchObject({ health: "up" });
  });

  it("takes no word for a probe that asks itself, or that is not there", () => {
    const stage = new StagedSchedule();
    stage.schedule.set([a]);
    stage.schedule.push(a.key, false, "told");
    stage.schedule.push("nobody", false, "told");
    stage.clock.turn();
    expect(stage.changes).toEqual([]);
  });

  it("keeps what was told before a restart for as long again", () => {
    const stage = new StagedSchedule();
    stage.schedule.set([{ ...push, from: { ...unknownProbe, health: "down", reason: "told" } }]);
    stage.clock.advance(29_000);
    expect(stage.changes).toEqual([]);
    stage.clock.advance(2000);
    expect(stage.stateOf(push.key)).toMatchObject({ health: "unknown", reason: "stale" });
  });
});
