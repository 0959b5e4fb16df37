import { describe, expect, it } from "vitest";
import { viewZone } from "../../../src/admin/zone-view.js";
import { answerSettings } from "../../../src/cli/answer-settings.js";
import { formatBanner, namedApexes } from "../../../src/cli/banner.js";
import { formatReload } from "../../../src/cli/reload.js";
import { passGate, StartGate } from "../../../src/cli/start-gate.js";
import { formatStatus } from "../../../src/cli/status.js";
import { explainFault } from "../../../src/cli/system-fault.js";
import { resolveSettings } from "../../../src/config/settings.js";
import { describeServer } from "../../../src/observe/status.js";
import { brokenZone, countQuery, makeSource, zoneStatus } from "../observe/metric-source.js";

const zones = [zoneStatus("2.0.192.in-addr.arpa."), zoneStatus("example.com."), brokenZone];

function makeStatus(listen: readonly string[]) {
  const source = makeSource(zones);
  countQuery(source.counters, 0, 1, 0);
  const identity = { pid: 42, stage: "ready", startedAt: 0, admin: "127.0.0.1:5380" } as const;
  return describeServer({ ...identity, listen, residentBytes: 104_857_600 }, source);
}

function makeBanner(listen: string): string {
  return formatBanner({
    status: makeStatus([listen]),
    configFile: null,
    zonesFolder: "/srv/zones",
    apexes: namedApexes(zones),
    milliseconds: 123,
  });
}

describe("the banner", () => {
  it("says what is served, where, and how to try it", () => {
    const banner = makeBanner("127.0.0.1:5300");
    expect(banner).toContain("3 from /srv/zones, 12 records");
    expect(banner).toContain("1: see the log above");
    expect(banner).toContain("http://127.0.0.1:5380/");
    expect(banner).toContain("dig @127.0.0.1 -p 5300 example.com SOA\n");
  });

  it.each([
    ["0.0.0.0:53", "dig @127.0.0.1 -p 53 "],
    ["[::]:53", "dig @::1 -p 53 "],
    ["[2001:db8::1]:5300", "dig @2001:db8::1 -p 5300 "],
  ])("tries an address that a client can use for %s", (listen, line) => {
    expect(makeBanner(listen)).toContain(line);
  });

  it("names a few zones of many, none that is not served", () => {
    const many = Array.from({ length: 30 }, (_, i) => zoneStatus(`z${i}.`));
    expect(namedApexes([zoneStatus("none.", { serving: null }), ...many])).toHaveLength(10);
    expect(namedApexes([zoneStatus("none.", { serving: null })])).toEqual([]);
  });
});

it("shows the status as two columns, then what is broken", () => {
  const text = formatStatus(makeStatus(["127.0.0.1:53"]));
  expect(text).toMatch(/^state +ready, up 02:00:00$/m);
  expect(text).toMatch(/^memory +100\.0 MiB, image 4\.0 KiB$/m);
  expect(text).toMatch(/^udp +1 query, NOERROR 1$/m);
  expect(text).toContain("broken.example. is broken since 1970-01-01T01:00:00.000Z");
  expect(text).toContain("broken.example.zone:6:3: error: not a TTL");
});

describe("the summary of a reload", () => {
  const summary = {
    reason: "command",
    refused: null,
    zones: 3,
    records: 12,
    loaded: 1,
    loadedFromImages: 0,
    broken: 1,
    removalPending: 2,
    removed: 0,
    folderDiagnostics: [],
    durationMs: 4.7,
    firstServedMs: 2,
    brokenZones: [viewZone(brokenZone)],
  };

  it("counts, and tells each broken zone with its place", () => {
    expect(formatReload(summary)).toBe(
      `3 zones, 12 records in service; 1 loaded, 0 removed, 1 broken (5 ms)
2 zones without a file are served a little longer
broken.example. is broken; serial 7 is served as it was before:
  broken.example.zone:6:3: error: not a TTL [zone-syntax]
`,
    );
  });

  it("says that a refused one has changed nothing", () => {
    const refused = { code: "empty", severity: "error", message: "the folder is empty" } as const;
    expect(formatReload({ ...summary, refused })).toContain("refused, nothing has changed: ");
  });
});

describe("a fault of the system", () => {
  it.each([
    [{ code: "EADDRINUSE" }, "another program uses this port"],
    [{ errno: 98 }, "another program uses this port"],
    [new Error("udp-0 does not start: bind EADDRINUSE 127.0.0.1:53"), "another program"],
    [{ errno: 13 }, "CAP_NET_BIND_SERVICE"],
    [{ code: "EADDRNOTAVAIL" }, "no such address"],
    [new Error("something else"), "something else"],
  ])("is explained: %j", (fault, remedy) => {
    const text = explainFault(fault, "listen on 127.0.0.1:53");
    expect(text).toMatch(/^cannot listen on 127\.0\.0\.1:53: /);
    expect(text).toContain(remedy);
  });
});

describe("the settings of answers", () => {
  const folders = { working: "/", config: "/" };
  const random = () => new Uint8Array(16).fill(9);

  it("have a random cookie secret unless there are configured ones, or none is wanted", () => {
    const secretsOf = (cookies: object) =>
      answerSettings(resolveSettings({ answers: { cookies } }, {}, folders), random).cookieSecrets;
    expect(secretsOf({})).toEqual([random()]);
    expect(secretsOf({ secrets: ["00".repeat(16)] })).toEqual([new Uint8Array(16)]);
    expect(secretsOf({ enabled: false })).toEqual([]);
  });

  it("promise TCP clients the idle time that they get", () => {
    const settings = resolveSettings({ tcp: { idle: 30_000 } }, {}, folders);
    expect(answerSettings(settings, random).tcpKeepaliveDeciseconds).toBe(300);
  });
});

describe("the start gate", () => {
  it("lets workers pass once it is open, and whoever comes later", () => {
    const gate = new StartGate();
    gate.open();
    expect(passGate(gate.shared)).toBe(true);
    gate.cancel();
    expect(passGate(gate.shared)).toBe(true);
  });

  it("turns them away if the start was given up", () => {
    const gate = new StartGate();
    gate.cancel();
    expect(passGate(gate.shared)).toBe(false);
  });
});
