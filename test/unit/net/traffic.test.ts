import { describe, expect, it } from "vitest";
import { counter, counterRow, makeCounters } from "../../../src/answer/counters.js";
import { Traffic } from "../../../src/net/traffic.js";

describe("traffic", () => {
  it("puts sizes and times into the buckets whose bounds hold them", () => {
    const counters = makeCounters(2);
    const traffic = new Traffic(counters, 1);
    traffic.batch(1, 0.5);
    traffic.batch(64, 11);
    traffic.batch(3, 1e9);
    traffic.drop("send-failed", 2);
    const row = counterRow(counters, 1);
    expect([...row.subarray(counter.batch, counter.batch + 8)]).toEqual([1, 0, 1, 0, 0, 0, 1, 0]);
    const latency = new Array(14).fill(0);
    latency[0] = 1;
    latency[4] = 64;
    latency[13] = 3;
    expect([...row.subarray(counter.latency, counter.latency + 14)]).toEqual(latency);
    expect(row[counter.latencySum]).toBe(0.5 + 64 * 11 + 3e9);
    expect(row[counter.drop + 3]).toBe(2);
    expect(counterRow(counters, 0).every((value) => value === 0)).toBe(true);
  });
});
