import { describe, expect, it } from "vitest";
import { counter, counterRow, dropReasons } from "../../../src/answer/counters.js";
import { limits } from "../../../src/base/limits.js";
import { driftMetrics } from "../../../src/observe/drift-metrics.js";
import { driveMetrics } from "../../../src/observe/drive-metrics.js";
import { metricTable } from "../../../src/observe/metric-table.js";
import { openMetrics } from "../../../src/observe/metrics.js";
import { digestSteering } from "../../../src/observe/steering-digest.js";
import { digestZones } from "../../../src/observe/zone-digest.js";
import { brokenZone, countQuery, makeSource, zoneStatus } from "./metric-source.js";

async function page(source: Parameters<typeof openMetrics>[0]): Promise<string[]> {
  return (await openMetrics(source).render()).split("\n");
}

describe("the table of metrics", () => {
  const all = [...metricTable, ...driftMetrics, ...driveMetrics];
  it.each(all.map((row) => [row.name, row] as const))("%s is named as it should", (name, row) => {
    expect(name).toMatch(/^fivenines_[a-z]+(_[a-z]+)*$/);
    // Counters end in _total and nothing else does; base units only.
    expect(name.endsWith("_total")).toBe(row.type === "counter");
    expect(name).not.toMatch(/_(ms|micros|milliseconds|kb|mb|percent|minutes)(_|$)/);
    expect(row.help).toMatch(/^[A-Z0-9].*\.$/);
    for (const label of row.labels) expect(label).toMatch(/^[a-z_]+$/);
  });

  it("has no name twice", () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });

  it("has samples with exactly the labels that it says", () => {
    const source = makeSource([zoneStatus("example.com."), brokenZone]);
    countQuery(source.counters, 0, 1, 0);
    const steered = digestSteering(source.rotation.zones());
    for (const { name, type, labels, read } of metricTable) {
      const samples = read({ ...source, digest: digestZones(source.zones.status()), steered });
      expect(samples.length, name).toBeGreaterThan(0);
      for (const sample of samples) {
        const extra = type === "histogram" && sample.suffix === "_bucket" ? ["le"] : [];
        expect(Object.keys(sample.labels).sort(), name).toEqual([...labels, ...extra].sort());
        expect(Number.isFinite(sample.value), name).toBe(true);
      }
    }
  });
});

describe("the metrics page", () => {
  it("sums the rows of a transport and names types and rcodes", async () => {
    const source = makeSource([]);
    countQuery(source.counters, 0, 1, 0);
    countQuery(source.counters, 1, 1, 3);
    countQuery(source.counters, 1, 255, 4);
    countQuery(source.counters, 1, 65_280, 0);
    countQuery(source.counters, 2, 257, 0);
    const lines = await page(source);
    expect(lines).toEqual(
      expect.arrayContaining([
        'fivenines_queries_total{transport="udp",type="A"} 2',
        'fivenines_queries_total{transport="udp",type="ANY"} 1',
        'fivenines_queries_total{transport="udp",type="other"} 1',
        'fivenines_queries_total{transport="tcp",type="CAA"} 1',
        'fivenines_responses_total{transport="udp",rcode="NXDOMAIN"} 1',
        'fivenines_responses_total{transport="udp",rcode="NOTIMP"} 1',
      ]),
    );
  });

  it("has histograms that grow with their bounds and end at the count", async () => {
    const source = makeSource([]);
    countQuery(source.counters, 0, 1, 0);
    counterRow(source.counters, 0)[counter.latency + 13]! += 1;
    const lines = await page(source);
    expect(lines).toEqual(
      expect.arrayContaining([
        'fivenines_response_latency_seconds_bucket{transport="udp",le="0.000002"} 0',
        'fivenines_response_latency_seconds_bucket{transport="udp",le="0.000005"} 1',
        'fivenines_response_latency_seconds_bucket{transport="udp",le="0.01"} 1',
        'fivenines_response_latency_seconds_bucket{transport="udp",le="+Inf"} 2',
        'fivenines_response_latency_seconds_count{transport="udp"} 2',
        'fivenines_response_latency_seconds_sum{transport="udp"} 0.000003',
        "fivenines_udp_batch_datagrams_count 1",
      ]),
    );
  });

  it("has each reason to drop", async () => {
    const lines = await page(makeSource([]));
    for (const reason of dropReasons) {
      expect(lines).toContain(`fivenines_drops_total{transport="udp",reason="${reason}"} 0`);
    }
  });

  it("tells serials, ages and broken zones", async () => {
    const lines = await page(makeSource([zoneStatus("example.com."), brokenZone]));
    expect(lines).toEqual(
      expect.arrayContaining([
        'fivenines_zone_serial{zone="example.com."} 7',
        'fivenines_zone_age_seconds{zone="example.com."} 3600',
        'fivenines_zone_broken_seconds{zone="broken.example."} 3600',
        'fivenines_zones{source="broken"} 1',
        'fivenines_zones{source="ok"} 1',
        "fivenines_zone_records 8",
        'fivenines_reloads_total{result="refused"} 1',
      ]),
    );
  });

  it("stays small with many zones, and still tells those that are broken", async () => {
    const many = Array.from({ length: limits.zoneSeriesMax + 500 }, (_, i) => zoneStatus(`z${i}.`));
    const lines = await page(makeSource([...many, brokenZone]));
    const serials = lines.filter((line) => line.startsWith("fivenines_zone_serial{"));
    expect(serials).toHaveLength(limits.zoneSeriesMax + 1);
    expect(lines).toContain('fivenines_zone_broken_seconds{zone="broken.example."} 3600');
    expect(lines).toContain("fivenines_zone_series_omitted 500");
  });

  it("is well-formed: each sample follows its help and type", async () => {
    const lines = await page(makeSource([zoneStatus("example.com.")]));
    let current = "";
    for (const line of lines) {
      if (line === "" || line.startsWith("# HELP")) continue;
      if (line.startsWith("# TYPE ")) current = line.split(" ")[2] ?? "";
      else expect(line).toMatch(new RegExp(`^${current}(_bucket|_sum|_count)?(\\{.*\\})? \\S+$`));
    }
  });
});
