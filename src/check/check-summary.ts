/** What a run comes to. */
import { counted } from "../base/counted.js";
import type { Diagnostic } from "../base/diagnostic.js";
import type { ZoneVerdict } from "./zone-checker.js";

export type Severity = Diagnostic["severity"];
/** The least severe finding that makes a run fail. */
export type FailOn = Severity | "never";

export interface CheckSummary {
  readonly zones: number;
  /** Zones of which anything was told. */
  readonly zonesWithFindings: number;
  readonly records: number;
  readonly errors: number;
  readonly warnings: number;
  readonly notices: number;
  readonly suppressed: number;
  readonly milliseconds: number;
  /** Whether a finding is at or above `failOn`. */
  readonly failed: boolean;
}

const rank: { readonly [severity in FailOn]: number } = {
  notice: 0,
  warning: 1,
  error: 2,
  never: 3,
};

export function isAtLeast(severity: Severity, bound: FailOn): boolean {
  return rank[severity] >= rank[bound];
}

export class Tally {
  private readonly counts = { error: 0, warning: 0, notice: 0 };
  private zones = 0;
  private zonesWithFindings = 0;
  private records = 0;
  private suppressed = 0;
  private failed = false;

  constructor(private readonly failOn: FailOn) {}

  add({ diagnostics, suppressed, records }: ZoneVerdict): void {
    this.zones++;
    this.records += records;
    this.suppressed += suppressed.length;
    if (diagnostics.length > 0) this.zonesWithFindings++;
    for (const { severity } of diagnostics) {
      this.counts[severity]++;
      if (isAtLeast(severity, this.failOn)) this.failed = true;
    }
  }

  summary(milliseconds: number): CheckSummary {
    const { error: errors, warning: warnings, notice: notices } = this.counts;
    const { zones, zonesWithFindings, records, suppressed, failed } = this;
    return {
      zones,
      zonesWithFindings,
      records,
      errors,
      warnings,
      notices,
      suppressed,
      milliseconds,
      failed,
    };
  }
}

/** `3 errors, 1 warning in 2 of 12 zones (0.2 s)`. */
export function summaryLine(summary: CheckSummary): string {
  const { zones, zonesWithFindings, errors, warnings, notices, suppressed, milliseconds } = summary;
  const seconds = `${(milliseconds / 1000).toFixed(milliseconds < 9950 ? 1 : 0)} s`;
  const found = [
    counted(errors, "error"),
    counted(warnings, "warning"),
    counted(notices, "notice"),
  ];
  const told = found.filter((part) => !part.startsWith("0 ")).join(", ");
  const allowed = suppressed === 0 ? "" : `, ${suppressed} allowed`;
  if (told === "") return `nothing wrong in ${counted(zones, "zone")}${allowed} (${seconds})`;
  const where = zones === 1 ? "1 zone" : `${zonesWithFindings} of ${zones} zones`;
  return `${told} in ${where}${allowed} (${seconds})`;
}
