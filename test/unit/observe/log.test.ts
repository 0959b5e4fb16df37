import { describe, expect, it } from "vitest";
import type { ZoneEvent } from "../../../src/control/zone-events.js";
import { EarlyLog } from "../../../src/observe/early-log.js";
import { type LogOptions, openLog } from "../../../src/observe/log.js";
import { logZoneEvent } from "../../../src/observe/zone-log.js";
import { brokenZone, zoneStatus } from "./metric-source.js";

function open(changes: Partial<LogOptions> = {}) {
  const lines: string[] = [];
  const log = openLog({
    level: "info",
    format: "json",
    now: () => 0,
    write: (line) => lines.push(line),
    ...changes,
  });
  return { log, lines };
}

describe("the log", () => {
  it("writes one JSON object a line, with time and level", () => {
    const { log, lines } = open();
    log.info("zone loaded", { zone: "example.com." });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/\n$/);
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      level: "info",
      time: "1970-01-01T00:00:00.000Z",
      zone: "example.com.",
      msg: "zone loaded",
    });
  });

  it("leaves out what is below its level", () => {
    const { log, lines } = open({ level: "warn" });
    log.debug("a");
    log.info("b");
    log.warn("c");
    expect(lines).toHaveLength(1);
  });

  it("writes text for people", () => {
    const { log, lines } = open({ format: "text" });
    log.info("zones loaded", { zones: 2, reason: "file change" });
    log.error("broken");
    expect(lines).toEqual([
      '00:00:00 zones loaded zones=2 reason="file change"\n',
      "00:00:00 error: broken\n",
    ]);
  });

  it("keeps early entries until it is open, in their order", () => {
    const early = new EarlyLog();
    early.info("first");
    early.warn("second", { a: 1 });
    expect(early.isOpen).toBe(false);
    const { log, lines } = open();
    early.flush(log);
    early.error("third");
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(["first", "second", "third"]);
  });
});

describe("events of zones", () => {
  const entriesOf = (event: ZoneEvent) => {
    const { log, lines } = open();
    logZoneEvent(log, event);
    return lines.map((line) => JSON.parse(line));
  };

  it("say of a broken zone what is served, and each fault with its place", () => {
    const { apex, file, serving, diagnostics } = brokenZone;
    expect(entriesOf({ kind: "zone-broken", apex, file, serving, diagnostics })).toMatchObject([
      { level: "error", zone: "broken.example.", servedSerial: 7 },
      { level: "error", msg: "not a TTL", file: "broken.example.zone", line: 6, column: 3 },
    ]);
  });

  it("do not flood the log with the faults of one zone", () => {
    const { apex, file, serving, diagnostics } = brokenZone;
    const many = Array.from({ length: 50 }, () => diagnostics).flat();
    const entries = entriesOf({ kind: "zone-broken", apex, file, serving, diagnostics: many });
    expect(entries).toHaveLength(12);
    expect(entries.at(-1).msg).toContain("40 more diagnostics");
  });

  it("tell a new version with its warnings", () => {
    const { apex, serving } = zoneStatus("example.com.");
    if (serving === null) throw new Error("the zone is served");
    const warning = { code: "serial", severity: "warning", message: "went backwards" } as const;
    expect(
      entriesOf({
        kind: "zone-loaded",
        apex,
        version: serving,
        previousSerial: 9,
        diagnostics: [warning],
      }),
    ).toMatchObject([
      { level: "info", zone: apex, serial: 7, previousSerial: 9 },
      { level: "warn", msg: "went backwards", zone: apex },
    ]);
  });
});
