/** What a rule sees, and how it says what it found. */
import type { Diagnostic } from "../src/base/diagnostic.js";
import { limits } from "../src/base/limits.js";
import type { Annotation } from "../src/zone/annotations.js";
import type { RecordPart, TextPlace } from "../src/zone/locate.js";
import { annotationFinderOf } from "./annotation-finder.js";
import type { LiveFacts } from "./live-facts.js";
import { NameFinder } from "./name-finder.js";
import type { CheckOptions } from "./options.js";
import { rrtype } from "./rrtype.js";
import type { Rule } from "./rule.js";
import type { SteeringFacts } from "./steering-facts.js";
import type { ZoneIndex } from "./zone-index.js";
import type { ZoneSet } from "./zone-set.js";

/** Other versions of the zone. Undefined: not known; null: the zone did not exist. */
export interface Baselines {
  /** As last committed. */
  readonly head?: ZoneIndex | null;
  /** Where this branch left the one it will be merged into. */
  readonly mergeBase?: ZoneIndex | null;
  /** As the nameservers have it now. */
  readonly served?: ZoneIndex | null;
}

/** What rules are given besides their zone; the same for all of them. */
export interface Surroundings {
  readonly zones: ZoneSet;
  readonly options: CheckOptions;
  /** Unix seconds. */
  readonly now: number;
  readonly baselines: Baselines;
  /** What the live DNS says of the zone; undefined unless it was asked. */
  readonly live?: LiveFacts;
  /** The steering file beside the zone; undefined if there is none, or if it has errors. */
  readonly steering?: SteeringFacts;
  readonly annotations: readonly Annotation[];
  /** Where a part of the entry in a line of a file stands; undefined if the text is gone. */
  readonly locate: (file: string, line: number, part: RecordPart) => TextPlace | undefined;
}

export class RuleContext {
  private finderMade: NameFinder | undefined;

  constructor(
    readonly rule: Rule,
    readonly zone: ZoneIndex,
    readonly around: Surroundings,
  ) {}

  get options(): CheckOptions {
    return this.around.options;
  }

  get baselines(): Baselines {
    return this.around.baselines;
  }

  get steering(): SteeringFacts | undefined {
    return this.around.steering;
  }

  /** Looks names up in all zones here. */
  get finder(): NameFinder {
    this.finderMade ??= new NameFinder(this.around.zones);
    return this.finderMade;
  }

  /** An empty list to add to, in the name of the rule. */
  collect(): Findings {
    return new Findings(this);
  }

  /** Annotations with this verb on the entry that a record was written in. */
  annotationsOf(record: number, verb: string): Annotation[] {
    const { annotations } = this.around;
    if (annotations.length === 0) return [];
    const { recordLine, recordFile, files } = this.zone.zone;
    const line = recordLine[record]!;
    return annotationFinderOf(annotations).find(files[recordFile[record]!]!, line, verb);
  }
}

/** What one rule found in one zone: counted all, kept up to a bound; besides all that is allowed. */
export class Findings {
  readonly diagnostics: Diagnostic[] = [];
  /** Those aside that are allowed. */
  count = 0;
  private allowed = 0;

  constructor(private readonly context: RuleContext) {}

  /** Something is wrong with a record, or a part of it. */
  at(record: number, part: RecordPart, message: string, hint?: string): void {
    // What somebody has allowed is not shown, and takes no room from what is.
    const isAllowed = this.isAllowed(record);
    if (!isAllowed && !this.isRoom()) return;
    const { zone, around } = this.context;
    const { recordLine, recordFile, files } = zone.zone;
    const file = files[recordFile[record]!]!;
    const line = recordLine[record]!;
    // Columns cost most: of many that are allowed, nobody looks at each.
    const isPlaced = !isAllowed || this.allowed++ < limits.diagnosticsPerZoneMax;
    const place = isPlaced ? around.locate(file, line, part) : undefined;
    this.add(message, hint, { file, ...(place ?? { line }) });
  }

  /** Something is wrong with an owner: told at its first record. */
  atOwner(owner: number, message: string, hint?: string): void {
    const record = this.context.zone.firstRecordOf(owner);
    if (record === -1) this.atZone(message, hint);
    else this.at(record, "owner", message, hint);
  }

  /** Something is wrong with the zone as a whole: told at its SOA record. */
  atZone(message: string, hint?: string): void {
    const { zone } = this.context;
    const soa = zone.rrset(0, rrtype.SOA);
    if (soa !== -1) this.at(zone.firstRecord(soa), "owner", message, hint);
    else if (this.isRoom()) this.add(message, hint, { file: zone.zone.files[0]! });
  }

  /** Something is wrong with an annotation, or another place in the text. */
  atPlace(file: string, line: number, column: number, message: string, hint?: string): void {
    if (this.isRoom()) this.add(message, hint, { file, line, column });
  }

  /** Nothing more would be shown: a rule that finds a fault a record may stop here. */
  get isFull(): boolean {
    return this.count > limits.diagnosticsPerZoneMax;
  }

  private isAllowed(record: number): boolean {
    const { id } = this.context.rule;
    return this.context.annotationsOf(record, "allow").some(({ words }) => words[0] === id);
  }

  private isRoom(): boolean {
    this.count++;
    if (this.count === limits.diagnosticsPerZoneMax + 1) {
      const { zone } = this.context;
      this.add(`more of these in ${zone.apexText}; only the first are shown`, undefined, {
        file: zone.zone.files[0]!,
      });
    }
    return this.count <= limits.diagnosticsPerZoneMax;
  }

  private add(
    message: string,
    hint: string | undefined,
    place: { file: string; line?: number; column?: number; endColumn?: number },
  ): void {
    const { id, severity, hint: usual } = this.context.rule;
    this.diagnostics.push({ code: id, severity, message, ...place, hint: hint ?? usual });
  }
}
