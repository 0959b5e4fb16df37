/** What is done about each finding, by its class and what the configuration says. */
import { nameToText } from "../../dns/name-text.js";
import { typeName } from "../../dns/rr/registry.js";
import {
  type ActedClass,
  actedClasses,
  type DriftAction,
  type DriftActions,
} from "../contract/drift.js";
import { looseComparison } from "../rrset/comparable-rdata.js";
import { type Rrset, rrsetKey } from "../rrset/rrset.js";
import { sameRrset } from "../rrset/same-rrset.js";
import type { AdoptWish } from "./adopt.js";
import type { DriftFinding, DriftReport } from "./drift-finding.js";

/** Conflicts need a person; what nameservers and parents say nobody here can change. */
export function actionOf(finding: DriftFinding, actions: DriftActions): DriftAction {
  if (finding.isConflict || finding.view !== "api") return "report";
  return actedClasses.includes(finding.class as ActedClass)
    ? actions[finding.class as ActedClass]
    : "report";
}

/** Of one zone at one provider. */
export interface ActedReport {
  readonly report: DriftReport;
  readonly actions: DriftActions;
}

/** Ids of the changes that put back what is to be put back. */
export function revertIds({ report, actions }: ActedReport): ReadonlySet<string> {
  const ids = report.findings
    .filter((finding) => actionOf(finding, actions) === "revert")
    .map(({ changeId }) => changeId);
  return new Set(ids.filter((id) => id !== ""));
}

export interface AdoptWishes {
  readonly wishes: readonly AdoptWish[];
  /** Not adopted, a sentence each. */
  readonly refused: readonly string[];
}

/** What the reports of one zone, from all of its providers, ask the zone file to take over. */
export function adoptWishes(reports: readonly ActedReport[]): AdoptWishes {
  const wishes = new Map<string, AdoptWish>();
  const refused = new Map<string, string>();
  for (const { report, actions } of reports) {
    for (const finding of report.findings) {
      if (actionOf(finding, actions) !== "adopt") continue;
      const { owner, type, live } = finding;
      const what = `${nameToText(owner)} ${typeName(type)}`;
      const key = rrsetKey(owner, type);
      const other = wishes.get(key);
      if (finding.class === "settings") {
        refused.set(
          `${key}.`,
          `${what}: a setting of ${report.provider} has no place in a zone file`,
        );
      } else if (other !== undefined && !isSame(other.live, live)) {
        refused.set(key, `${what}: the providers have different values; choose one yourself`);
      } else wishes.set(key, { owner, type, live });
    }
  }
  for (const key of refused.keys()) wishes.delete(key);
  return { wishes: [...wishes.values()], refused: [...refused.values()] };
}

function isSame(a: Rrset | null, b: Rrset | null): boolean {
  return a === null || b === null ? a === b : sameRrset(a, b, looseComparison);
}
