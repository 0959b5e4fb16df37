import { describe, expect, it } from "vitest";
import { ReasonTable } from "../../../src/probe/reason-table.js";
import { ResultRing } from "../../../src/probe/result-ring.js";

const startMs = 1_795_374_701_983;

describe("the history of a probe", () => {
  it.each([1, 7, 8, 9, 255, 256, 257, 1000])("keeps the last of %i results", (count) => {
    const reasons = new ReasonTable();
    const ring = new ResultRing();
    const all = Array.from({ length: count }, (_, i) => ({
      atMs: startMs + i * 60_000,
      ok: i % 3 !== 0,
      reason: i % 3 === 0 ? `status ${500 + (i % 7)}` : "ok",
      latencyMs: i / 8,
    }));
    for (const record of all) ring.add(record, reasons);
    expect(ring.records(reasons)).toEqual(all.slice(-256));
  });

  it("knows what was not counted", () => {
    const reasons = new ReasonTable();
    const ring = new ResultRing();
    const refused = { atMs: startMs, ok: false, reason: "refused", latencyMs: 1 };
    const skipped = { ...refused, reason: "not allowed", uncounted: true } as const;
    for (const record of [refused, skipped]) ring.add(record, reasons);
    expect(ring.records(reasons)).toEqual([refused, skipped]);
  });

  it("bears a clock that is set back", () => {
    const reasons = new ReasonTable();
    const ring = new ResultRing();
    const times = [startMs, startMs - 3_600_000, startMs + 5];
    for (const atMs of times) ring.add({ atMs, ok: true, reason: "ok", latencyMs: 1 }, reasons);
    expect(ring.records(reasons).map(({ atMs }) => atMs)).toEqual(times);
  });

  it("calls reasons by one name when a target invents too many", () => {
    const reasons = new ReasonTable();
    const ring = new ResultRing();
    for (let i = 0; i < 5000; i++) {
      ring.add({ atMs: startMs, ok: false, reason: `invented ${i}`, latencyMs: 0 }, reasons);
    }
    expect(ring.records(reasons).at(-1)).toMatchObject({ ok: false, reason: "other" });
  });
});
