/**
 * Checks the zones of a repository, in the order they were given, one verdict each. Where the work
 * is worth it, threads share it; the order stays.
 */
import type { LiveFacts } from "../../validators/live-facts.js";
import type { CheckOptions } from "../../validators/options.js";
import type { Rule } from "../../validators/rule.js";
import type { Baselines } from "../../validators/rule-context.js";
import { ZoneIndex } from "../../validators/zone-index.js";
import { steeringFileOf } from "../steering-file/steering-file-name.js";
import type { Zone } from "../zone/zone.js";
import { apexToWire } from "../zone/zone-file-name.js";
import type { ZoneFiles } from "../zone/zone-files.js";
import type { ListedZone } from "./listed-zone.js";
import { RepositoryZones } from "./repository-zones.js";
import { type CheckerOptions, type Weight, ZoneChecker, type ZoneVerdict } from "./zone-checker.js";

/** The zone files of a repository at some time. */
export interface ZoneVersion {
  readonly files: ZoneFiles;
  /** All of them, for rules that look into other zones than their own. */
  readonly listed: readonly ListedZone[];
}

/** What a site has decided. */
export interface RuleSettings {
  /** The rules to run, of the registry. */
  readonly rules: readonly Rule[];
  readonly options: CheckOptions;
  /** Rule → its weight at this site. */
  readonly weights: { readonly [rule: string]: Weight | undefined };
  /** Unix seconds. */
  readonly now: number;
}

export interface CheckRun extends ZoneVersion, RuleSettings {
  /** Zones to report on. */
  readonly targets: readonly ListedZone[];
  /** Zones that were there before and are gone. */
  readonly removed?: readonly ListedZone[];
  /** As last committed. */
  readonly head?: ZoneVersion;
  /** Where this branch left the one it will be merged into. */
  readonly mergeBase?: ZoneVersion;
  /** The zone as the nameservers have it; null if they have none, undefined if nobody knows. */
  readonly served?: (zone: ListedZone) => Promise<Zone | null | undefined>;
  /** What the live DNS said of zones, by their path. */
  readonly live?: ReadonlyMap<string, LiveFacts>;
}

/** Checks with this thread alone. */
export async function* runCheck(run: CheckRun): AsyncGenerator<ZoneVerdict> {
  const checker = new TargetChecker({ ...run, ...(await steeringReader(run.targets)) });
  for (const target of run.targets) {
    const served = await run.served?.(target);
    yield checker.check(target, served);
  }
  if (run.head === undefined) return;
  const { checkAffected } = await import("./affected-zones.js");
  yield* checkAffected(run);
}

/** What reads steering files, if there are any to read: it brings libraries along. */
export async function steeringReader(
  zones: readonly ListedZone[],
): Promise<Pick<CheckerOptions, "readSteering">> {
  if (!zones.some(({ steered }) => steered)) return {};
  const { readCompanion } = await import("../steering-file/companion.js");
  return { readSteering: readCompanion };
}

/** Checks targets of a run, one by one. */
export class TargetChecker {
  private readonly checker: ZoneChecker;
  private readonly zones: RepositoryZones;
  private readonly head: RepositoryZones | undefined;
  private readonly mergeBase: RepositoryZones | undefined;
  private readonly live: ReadonlyMap<string, LiveFacts> | undefined;
  private readonly readsSteering: boolean;

  constructor(run: Omit<CheckRun, "targets" | "served"> & Pick<CheckerOptions, "readSteering">) {
    this.live = run.live;
    const { files, rules, options, weights, now, listed, head, mergeBase } = run;
    this.readsSteering = run.readSteering !== undefined;
    const { readSteering } = run;
    this.checker = new ZoneChecker({
      files,
      rules,
      options,
      weights,
      now,
      ...(readSteering === undefined ? {} : { readSteering }),
    });
    this.zones = new RepositoryZones(files, listed);
    this.head = head && new RepositoryZones(head.files, head.listed);
    this.mergeBase = mergeBase && new RepositoryZones(mergeBase.files, mergeBase.listed);
  }

  check(target: ListedZone, served?: Zone | null): ZoneVerdict {
    const { path, root, apex, steered } = target;
    const live = this.live?.get(path);
    return this.checker.check({
      path,
      root,
      ...(apex === null ? {} : { apex: apexToWire(apex) }),
      zones: (own) => this.zones.around(path, own),
      baselines: this.baselinesOf(target, served),
      ...(live === undefined ? {} : { live }),
      ...(steered && this.readsSteering ? { steering: steeringFileOf(path) } : {}),
    });
  }

  private baselinesOf(target: ListedZone, served: Zone | null | undefined): Baselines {
    const head = this.head?.version(target);
    const mergeBase = this.mergeBase?.version(target);
    return {
      ...(head === undefined ? {} : { head }),
      ...(mergeBase === undefined ? {} : { mergeBase }),
      ...(served === undefined ? {} : { served: served && new ZoneIndex(served) }),
    };
  }
}
