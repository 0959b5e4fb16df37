import { expect, it } from "vitest";
import { runPool } from "../../../src/check/check-pool.js";
import { listedZone } from "../../../src/check/listed-zone.js";
import { defaultOptions } from "../../../validators/options.js";

const entry = new URL("../../fixtures/check/deadly-thread.mjs", import.meta.url);

async function pathsOf(count: number, deadly: readonly number[], threads: number) {
  const targets = Array.from({ length: count }, (_, i) =>
    listedZone(`/z/${deadly.includes(i) ? "deadly" : "zone"}${i}.example.zone`),
  );
  const settings = { ruleIds: [], listed: targets, options: defaultOptions, weights: {}, now: 0 };
  const told: string[] = [];
  const lost: string[] = [];
  for await (const verdict of runPool({ targets, threads, settings, entry })) {
    told.push(verdict.path);
    for (const { code, message, file } of verdict.diagnostics) {
      lost.push(`${code} ${file}: ${message}`);
    }
  }
  return { told, lost, expected: targets.map(({ path }) => path) };
}

it("gives verdicts in the order of the zones, whatever thread they come from", async () => {
  const { told, lost, expected } = await pathsOf(500, [], 3);
  expect(told).toEqual(expected);
  expect(lost).toEqual([]);
});

it("names the zones that kill a thread, and checks all others", async () => {
  const { told, lost, expected } = await pathsOf(100, [5, 70, 71], 2);
  expect(told).toEqual(expected);
  expect(lost).toEqual(
    [5, 70, 71].map(
      (i) =>
        `checker-died /z/deadly${i}.example.zone: the thread that checked this zone was lost: out of memory`,
    ),
  );
});

it("ends when nobody listens any more", async () => {
  const targets = Array.from({ length: 200 }, (_, i) => listedZone(`/z/zone${i}.example.zone`));
  const settings = { ruleIds: [], listed: [], options: defaultOptions, weights: {}, now: 0 };
  for await (const { path } of runPool({ targets, threads: 2, settings, entry })) {
    expect(path).toBe("/z/zone0.example.zone");
    break;
  }
});
