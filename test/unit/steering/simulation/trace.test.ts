import { describe, expect, it } from "vitest";
import { SeededRandom } from "../../../../src/base/seeded-random.js";
import { EventQueue } from "../../../../src/steering/simulation/event-queue.js";
import { readTrace } from "../../../../src/steering/simulation/trace.js";

describe("a trace", () => {
  it("is put in order of time", () => {
    const line = (atMs: number) => JSON.stringify({ probe: "web@192.0.2.1", atMs, ok: true });
    const reading = readTrace(`${line(2)}\n\n${line(1)}\n`);
    expect(reading).toMatchObject({ kind: "trace", entries: [{ atMs: 1 }, { atMs: 2 }] });
  });

  it.each([
    ["{", "this is not JSON"],
    ["7", "no JSON object"],
    ['{"atMs":1,"ok":true}', "probe must be"],
    ['{"probe":"a","atMs":-1,"ok":true}', "atMs must be"],
    ['{"probe":"a","atMs":"1","ok":true}', "atMs must be"],
    ['{"probe":"a","atMs":1,"ok":"yes"}', "ok must be"],
  ])("with the line %s is refused by its line", (line, fault) => {
    const reading = readTrace(`\n${line}\n`);
    expect(reading).toMatchObject({ kind: "fault", line: 2 });
    expect(reading.kind === "fault" && reading.fault).toContain(fault);
  });
});

describe("the virtual clock", () => {
  it("brings events in order of time, equal times in order of arrival", () => {
    const random = new SeededRandom(3);
    const queue = new EventQueue<readonly [number, number]>();
    const events = Array.from(
      { length: 500 },
      (_, i) => [Math.floor(random.next() * 50), i] as const,
    );
    for (const event of events) queue.push(event[0], event);
    const taken: (readonly [number, number])[] = [];
    for (let event = queue.pop(); event !== undefined; event = queue.pop()) taken.push(event);
    expect(taken).toEqual([...events].sort((a, b) => a[0] - b[0] || a[1] - b[1]));
    expect(queue.nextMs).toBeNull();
  });

  it("draws the same numbers for the same seed, evenly", () => {
    const draw = (seed: number) => {
      const random = new SeededRandom(seed);
      return Array.from({ length: 20_000 }, () => random.next());
    };
    expect(draw(5)).toEqual(draw(5));
    expect(draw(5)).not.toEqual(draw(6));
    const counts = new Array<number>(10).fill(0);
    for (const number of draw(5)) counts[Math.floor(number * 10)]! += 1;
    // 2000 each; the standard deviation is 42.
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(250);
  });
});
