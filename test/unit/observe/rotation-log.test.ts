import { describe, expect, it } from "vitest";
import { openLog } from "../../../src/observe/log.js";
import { RotationLog } from "../../../src/observe/rotation-log.js";
import { SteeringTally } from "../../../src/observe/steering-tally.js";
import type { RotationEvent } from "../../../src/rotation/rotation-events.js";
import type { PlanEvent } from "../../../src/steering/plan.js";

function open() {
  const lines: Record<string, unknown>[] = [];
  const clock = { now: 0 };
  const write = (line: string) => lines.push(JSON.parse(line));
  const log = openLog({ level: "info", format: "json", write, now: () => 0 });
  return { clock, lines, take: new RotationLog(log, () => clock.now) };
}

const planned = (event: PlanEvent): RotationEvent => ({
  kind: "planned",
  apex: "example.com.",
  event,
});
const died = (target = "www.example.com./main/192.0.2.1"): RotationEvent =>
  planned({ kind: "target", target, from: "serving", to: "down", because: "3 of 3 refused" });

describe("the log of steering", () => {
  it("has a line for each transition, with its cause", () => {
    const { lines, take } = open();
    take.take(died());
    expect(lines).toMatchObject([
      {
        level: "warn",
        msg: "target down",
        zone: "example.com.",
        target: "www.example.com./main/192.0.2.1",
        from: "serving",
        because: "3 of 3 refused",
      },
    ]);
  });

  it("has none for targets that are new and well", () => {
    const { lines, take } = open();
    const target = { kind: "target", target: "t", from: null, because: "-" } as const;
    take.take(planned({ ...target, to: "serving" }));
    take.take(planned({ ...target, to: "unknown" }));
    take.take(planned({ ...target, to: "drained" }));
    expect(lines).toMatchObject([{ msg: "target drained" }]);
  });

  it("warns of an order that matches no target, and of none that was read before the zones", () => {
    const { lines, take } = open();
    const override = {
      pattern: "192.0.2.99",
      action: "drain",
      untilMs: null,
      atMs: 0,
      who: "ada",
      why: "",
      source: "file",
    } as const;
    for (const targets of [0, null]) {
      take.take({ kind: "override", change: "set", targets, override });
    }
    expect(lines).toMatchObject([
      { level: "warn", msg: "override set, but it matches no target", pattern: "192.0.2.99" },
      { level: "info", msg: "override set" },
    ]);
  });

  it("does not tell lost orders as if targets were not known", () => {
    const { lines, take } = open();
    take.take({ kind: "state-unusable", what: "orders", file: "o", reason: "it is damaged" });
    take.take({ kind: "state-unusable", what: "targets", file: "s", reason: "it is damaged" });
    expect(lines).toMatchObject([
      { level: "error", msg: expect.stringContaining("not in force"), file: "o" },
      { level: "warn", msg: expect.stringContaining("counts as up"), file: "s" },
    ]);
  });

  it("does not call a file of overrides read that could not be", () => {
    const { lines, take } = open();
    const fault = { code: "override-file-unreadable", severity: "error", message: "no" } as const;
    take.take({ kind: "override-file", file: "o", overrides: null, diagnostics: [fault] });
    expect(lines).toMatchObject([{ level: "error", msg: "no" }]);
  });

  it("tells panic as an error, and who gave which order until when", () => {
    const { lines, take } = open();
    const rrset = { owner: "www.example.com.", type: "A", because: "0 of 3 are well" };
    take.take(planned({ kind: "panic", ...rrset }));
    take.take(planned({ kind: "panic-over", ...rrset }));
    take.take({
      kind: "override",
      change: "set",
      targets: 2,
      override: {
        pattern: "192.0.2.*",
        action: "drain",
        untilMs: 60_000,
        atMs: 0,
        who: "alice",
        why: "new kernel",
        source: "admin",
      },
    });
    expect(lines).toMatchObject([
      { level: "error", name: "www.example.com.", type: "A", because: "0 of 3 are well" },
      { level: "info" },
      { who: "alice", why: "new kernel", until: "1970-01-01T00:01:00.000Z", targets: 2 },
    ]);
  });

  it("is bounded: what is more than anybody reads is counted and left out", () => {
    const { lines, take, clock } = open();
    for (let target = 0; target < 10_000; target++) take.take(died(`t${target}`));
    expect(lines).toHaveLength(200);
    take.flush();
    expect(lines[200]).toMatchObject({ level: "warn", omitted: 9800 });
    take.flush();
    expect(lines).toHaveLength(201);
    clock.now = 1000;
    take.take(died("last"));
    expect(lines[201]).toMatchObject({ target: "last" });
  });

  it("tells a panic among ten thousand targets that went down", () => {
    const { lines, take } = open();
    for (let target = 0; target < 10_000; target++) take.take(died(`t${target}`));
    take.take(planned({ kind: "panic", owner: "o", type: "A", because: "nothing is well" }));
    expect(lines.at(-1)).toMatchObject({ level: "error", because: "nothing is well" });
  });

  it("tells stalls of the probing thread together, every ten seconds at most", () => {
    const { lines, take, clock } = open();
    for (let ms = 0; ms < 9000; ms += 100) {
      clock.now = ms;
      take.take({ kind: "prober-stalled", stalledMs: 60 + ms / 1000, discarded: 2 });
    }
    expect(lines).toMatchObject([{ times: 1, longestMs: 60, discarded: 2 }]);
    clock.now = 10_000;
    take.flush();
    expect(lines.slice(1)).toMatchObject([{ times: 89, longestMs: 69, discarded: 178 }]);
  });
});

describe("the tally of steering", () => {
  it("counts transitions, panics, holds and stalls", () => {
    const tally = new SteeringTally();
    tally.take(died());
    tally.take(died());
    const because = "";
    tally.take(planned({ kind: "target", target: "new", from: null, to: "unknown", because }));
    tally.take(planned({ kind: "guard-held", target: "t", because }));
    tally.take(planned({ kind: "panic", owner: "o", type: "A", because }));
    tally.take({ kind: "prober-stalled", stalledMs: 70, discarded: 12 });
    expect(tally).toMatchObject({ panics: 1, guardHolds: 1, stalls: 1, discarded: 12 });
    expect([...tally.transitions]).toEqual([["down", 2]]);
  });
});
