/**
 * Checks one zone after the other: reads it, runs the rules, leaves out what somebody allowed, and
 * gives each finding the weight that this site gives it. The one place where rules are run; the
 * command, the hooks and the tests all come through here.
 */

import type { LiveFacts } from "../../validators/live-facts.js";
import { type CheckOptions, defaultOptions } from "../../validators/options.js";
import type { Rule } from "../../validators/rule.js";
import { type Baselines, RuleContext } from "../../validators/rule-context.js";
import type { SteeringFacts } from "../../validators/steering-facts.js";
import { ZoneIndex } from "../../validators/zone-index.js";
import { onlyZone, type ZoneSet } from "../../validators/zone-set.js";
import { assert } from "../base/assert.js";
import type { Diagnostic } from "../base/diagnostic.js";
import { limits } from "../base/limits.js";
import { AddressPolicy } from "../probe/address-policy.js";
import type { Companion, readCompanion } from "../steering-file/companion.js";
import { faultyPart } from "../zone/faults.js";
import { type ReadRequest, ZoneReader } from "../zone/reader.js";
import type { Zone } from "../zone/zone.js";
import type { ZoneFiles } from "../zone/zone-files.js";
import { badAnnotations, unusedSuppressions } from "./annotation-faults.js";
import { SourceTexts } from "./source-texts.js";
import { suppress } from "./suppression.js";

export type Weight = Diagnostic["severity"] | "off";

export interface CheckerOptions {
  readonly files: ZoneFiles;
  /** The rules to run; the reader's own diagnostics are told in any case. */
  readonly rules: readonly Rule[];
  readonly options?: CheckOptions;
  /** Rule → its weight at this site. */
  readonly weights?: { readonly [rule: string]: Weight | undefined };
  /** Unix seconds. */
  readonly now: number;
  /** Reads steering files; needed where a zone has one, and heavy to load. */
  readonly readSteering?: typeof readCompanion;
}

export interface CheckRequest extends ReadRequest {
  /** Path of the steering file beside the zone. */
  readonly steering?: string;
  /** The other zones; without them the zone is alone. */
  readonly zones?: (own: ZoneIndex) => ZoneSet;
  readonly baselines?: Baselines;
  readonly live?: LiveFacts;
}

export interface ZoneVerdict {
  readonly path: string;
  /** Presentation form; null if the file holds no zone. */
  readonly apex: string | null;
  readonly records: number;
  /** In the order of files and lines. */
  readonly diagnostics: readonly Diagnostic[];
  readonly suppressed: readonly Diagnostic[];
}

export class ZoneChecker {
  private readonly reader: ZoneReader;
  private readonly texts: SourceTexts;
  private readonly byId: ReadonlyMap<string, Rule>;
  private readonly running: readonly RunningRule[];

  constructor(private readonly given: CheckerOptions) {
    this.reader = new ZoneReader({ files: given.files, annotations: true });
    this.texts = new SourceTexts(given.files);
    this.byId = new Map(given.rules.map((rule) => [rule.id, rule]));
    this.running = given.rules.filter(
      (rule): rule is RunningRule => rule.check !== null && this.weightOf(rule.id) !== "off",
    );
  }

  check(request: CheckRequest): ZoneVerdict {
    const { options = defaultOptions, now } = this.given;
    const { zone, readable, diagnostics: readingFaults, annotations } = this.reader.read(request);
    const all = readingFaults.map((fault) => this.withColumn(fault));
    const steered = this.readSteering(request, zone);
    if (steered !== null) all.push(...steered.diagnostics);
    const cutShort = new Set<string>();
    const index = readable === null ? undefined : new ZoneIndex(readable);
    if (index !== undefined) {
      const around = {
        zones: request.zones?.(index) ?? onlyZone(index),
        options,
        now,
        baselines: ofSameApex(request.baselines ?? {}, index),
        ...(request.live === undefined ? {} : { live: request.live }),
        ...(steered === null ? {} : steeringFacts(steered, options)),
        annotations,
        locate: this.texts.locate.bind(this.texts),
      };
      for (const rule of this.running) {
        if (zone === null && rule.judges !== "records") continue;
        const found = runRule(rule, new RuleContext(rule, index, around));
        for (const diagnostic of found) all.push(diagnostic);
        if (found.length > limits.diagnosticsPerZoneMax) cutShort.add(rule.id);
      }
    }
    const weighed = all.flatMap((diagnostic) => this.weigh(diagnostic));
    const { kept, suppressed, unused } = suppress(weighed, annotations, (code) =>
      this.canBeSuppressed(code),
    );
    const isCutShort = readingFaults.some(({ code }) => code === "more-diagnostics");
    // Of rules that found more than is kept, nobody can say which permissions were needed.
    const hasRun = (id: string): boolean => {
      const rule = this.byId.get(id);
      if (rule === undefined || this.weightOf(id) === "off" || cutShort.has(id)) return false;
      if (rule.check === null && isCutShort) return false;
      return zone !== null || rule.judges === "records";
    };
    const ofAnnotations = [
      ...badAnnotations(annotations),
      ...unusedSuppressions(unused, hasRun),
    ].flatMap((diagnostic) => this.weigh(diagnostic));
    return {
      path: request.path,
      apex: index?.apexText ?? null,
      records: readable?.recordCount ?? 0,
      diagnostics: inOrder([...kept, ...ofAnnotations], request.path),
      suppressed,
    };
  }

  /** The reader forgets the text of a record; what it says of one afterwards has a line only. */
  private withColumn(fault: Diagnostic): Diagnostic {
    const { code, file, line, column } = fault;
    if (file === undefined || line === undefined || column !== undefined) return fault;
    return { ...fault, ...this.texts.locate(file, line, faultyPart(code)) };
  }

  private readSteering({ steering }: CheckRequest, zone: Zone | null): Companion | null {
    const { files, readSteering } = this.given;
    if (steering === undefined) return null;
    assert(readSteering !== undefined, "whoever checks steered zones has loaded what reads them");
    return readSteering(files, steering, zone);
  }

  private weightOf(id: string): Weight | undefined {
    return this.given.weights?.[id];
  }

  /** The finding as this site sees it; none if its rule is off. */
  private weigh(diagnostic: Diagnostic): Diagnostic[] {
    const rule = this.byId.get(diagnostic.code);
    const isLoading = rule?.sets.includes("load") === true;
    const severity = isLoading
      ? diagnostic.severity
      : (this.weightOf(diagnostic.code) ?? rule?.severity ?? diagnostic.severity);
    if (severity === "off") return [];
    return [severity === diagnostic.severity ? diagnostic : { ...diagnostic, severity }];
  }

  private canBeSuppressed(code: string): boolean {
    return this.byId.get(code)?.sets.includes("load") !== true;
  }
}

/** A rule that does its own looking; the others are told by the reader or this checker. */
type RunningRule = Rule & { readonly check: NonNullable<Rule["check"]> };

/** What rules see of the steering; nothing if it has errors, which are told already. */
function steeringFacts(
  { steering, place, fingerprint }: Companion,
  { probesAllow }: CheckOptions,
): { readonly steering?: SteeringFacts } {
  if (steering === null) return {};
  const policy = new AddressPolicy(probesAllow);
  const aimFault = (address: string) => policy.refusalOfHost(address);
  return { steering: { config: steering, file: fingerprint.path, place, aimFault } };
}

/** A file that held another zone before holds a new one now. */
function ofSameApex(baselines: Baselines, { zone }: ZoneIndex): Baselines {
  const same = Object.entries(baselines).map(([name, version]: [string, ZoneIndex | null]) => {
    const isOther = version !== null && Buffer.compare(version.zone.apex, zone.apex) !== 0;
    return [name, isOther ? null : version];
  });
  return Object.fromEntries(same);
}

/** A fault in one rule must not keep the others from being heard. */
function runRule(rule: RunningRule, context: RuleContext): readonly Diagnostic[] {
  try {
    return rule.check(context);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const file = context.zone.zone.files[0];
    const failure: Diagnostic = {
      code: "rule-failed",
      severity: "error",
      message: `the rule ${rule.id} failed on this zone: ${reason}`,
      hint: `a fault of fivenines: please report it with the zone; until then set ${rule.id} to off`,
      ...(file === undefined ? {} : { file }),
    };
    return [failure];
  }
}

/** By file, the zone file first; then by line and column; how many more there were behind all. */
function inOrder(diagnostics: Diagnostic[], zoneFile: string): Diagnostic[] {
  return diagnostics.sort(
    (a, b) =>
      Number(a.code === "more-diagnostics") - Number(b.code === "more-diagnostics") ||
      Number(b.file === zoneFile) - Number(a.file === zoneFile) ||
      (a.file ?? "").localeCompare(b.file ?? "") ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0),
  );
}
