/**
 * The good and bad zones of each rule, test/validators/<rule>/{good,bad}-<name>.zone. What a bad
 * one must give stands in its first lines; what a rule is told besides stands in files beside it:
 *
 *   ; expect cname-loop 8:13        code, line and column of a finding; one line each
 *   ; now 2026-11-22                the day on which it is checked; that one unless told
 *
 *   bad-x.zone/expect               where the zone is a folder: its expectations
 *   bad-x.head.zone                 the version in git's HEAD; .base.zone: at the merge base;
 *   bad-x.served.zone               … and as now served
 *   bad-x.with-NAME.zone            another zone of the repository
 *   bad-x.live.json                 what the live DNS says (LiveFacts)
 *   bad-x.options.json              part of CheckOptions
 *   bad-x.steering.yaml             the steering file beside it; places of its faults are in it
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ZoneChecker, type ZoneVerdict } from "../../src/check/zone-checker.js";
import { isSubdomain } from "../../src/dns/name.js";
import { readCompanion } from "../../src/steering-file/companion.js";
import { steeringFileOf } from "../../src/steering-file/steering-file-name.js";
import { diskFiles } from "../../src/zone/disk.js";
import { copyZone, ZoneReader } from "../../src/zone/reader.js";
import type { LiveFacts } from "../../validators/live-facts.js";
import { type CheckOptions, defaultOptions } from "../../validators/options.js";
import { rules } from "../../validators/registry.js";
import type { Baselines } from "../../validators/rule-context.js";
import { ZoneIndex } from "../../validators/zone-index.js";
import type { ZoneSet } from "../../validators/zone-set.js";

export const fixturesFolder = fileURLToPath(new URL("./", import.meta.url));

export interface Fixture {
  readonly rule: string;
  /** `good-…` or `bad-…`, without the ending. */
  readonly name: string;
  readonly kind: "good" | "bad";
  readonly path: string;
  /** `code line:column`, in the order of the text. */
  readonly expected: readonly string[];
  /** Unix seconds. */
  readonly now: number;
}

export function fixtureRules(): string[] {
  return readdirSync(fixturesFolder).filter((name) =>
    statSync(join(fixturesFolder, name)).isDirectory(),
  );
}

export function fixturesOf(rule: string): Fixture[] {
  const folder = join(fixturesFolder, rule);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => /^(good|bad)-[^.]+\.zone$/.test(file))
    .sort()
    .map((file) => {
      const path = join(folder, file);
      const name = file.replace(/\.zone$/, "");
      const text = readFileSync(statSync(path).isFile() ? path : join(path, "expect"), "latin1");
      const kind = name.startsWith("good-") ? "good" : "bad";
      const expected = [...text.matchAll(/^; expect (\S+) (\S+)\r?$/gm)].map(
        (match) => `${match[1]} ${match[2]}`,
      );
      const day = /^; now (\S+)\r?$/m.exec(text)?.[1] ?? "2026-11-22";
      return { rule, name, kind, path, expected, now: Date.parse(day) / 1000 };
    });
}

/** Checks a fixture as `fivenines check` would, with all rules. */
export function checkFixture(fixture: Fixture): ZoneVerdict {
  const checker = new ZoneChecker({
    files: diskFiles,
    rules,
    now: fixture.now,
    options: optionsOf(fixture),
    readSteering: readCompanion,
  });
  return checker.check({
    path: fixture.path,
    root: join(fixturesFolder, fixture.rule),
    zones: (own) => zoneSet([own, ...otherZones(fixture)]),
    baselines: baselinesOf(fixture),
    ...liveOf(fixture),
    ...steeringOf(fixture),
  });
}

function beside(fixture: Fixture, suffix: string): string {
  return fixture.path.replace(/\.zone$/, suffix);
}

function optionsOf(fixture: Fixture): CheckOptions {
  const path = beside(fixture, ".options.json");
  if (!existsSync(path)) return defaultOptions;
  return { ...defaultOptions, ...JSON.parse(readFileSync(path, "utf8")) };
}

function liveOf(fixture: Fixture): { live?: LiveFacts } {
  const path = beside(fixture, ".live.json");
  return existsSync(path) ? { live: JSON.parse(readFileSync(path, "utf8")) } : {};
}

function steeringOf(fixture: Fixture): { steering?: string } {
  const steering = steeringFileOf(fixture.path);
  return existsSync(steering) ? { steering } : {};
}

function baselinesOf(fixture: Fixture): Baselines {
  const head = versionAt(fixture, ".head.zone");
  const mergeBase = versionAt(fixture, ".base.zone");
  const served = versionAt(fixture, ".served.zone");
  return {
    ...(head === undefined ? {} : { head }),
    ...(mergeBase === undefined ? {} : { mergeBase }),
    ...(served === undefined ? {} : { served }),
  };
}

function versionAt(fixture: Fixture, suffix: string): ZoneIndex | undefined {
  const path = beside(fixture, suffix);
  return existsSync(path) ? zoneAt(path) : undefined;
}

function otherZones(fixture: Fixture): ZoneIndex[] {
  const folder = join(fixturesFolder, fixture.rule);
  return readdirSync(folder)
    .filter((file) => file.startsWith(`${fixture.name}.with-`) && file.endsWith(".zone"))
    .map((file) => zoneAt(join(folder, file)));
}

function zoneAt(path: string): ZoneIndex {
  const { zone, diagnostics } = new ZoneReader({ files: diskFiles }).read({
    path,
    root: fixturesFolder,
  });
  if (zone === null) throw new Error(`${path}: ${JSON.stringify(diagnostics)}`);
  return new ZoneIndex(copyZone(zone));
}

function zoneSet(zones: readonly ZoneIndex[]): ZoneSet {
  const innermostFirst = [...zones].sort((a, b) => b.zone.apex.length - a.zone.apex.length);
  return {
    enclosing: (name, start, end) =>
      innermostFirst.find(({ zone }) =>
        isSubdomain(name, start, end, zone.apex, 0, zone.apex.length),
      ),
  };
}
