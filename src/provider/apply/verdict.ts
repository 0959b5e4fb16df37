/** How it went for one zone at one provider, in sentences for an operator. */
import { counted } from "../../base/counted.js";
import type { MemberOutcome } from "../contract/events.js";
import { ProviderFault } from "../contract/fault.js";
import type { PlanPart, Refusal } from "../contract/plan.js";
import type { VerifyReport } from "../contract/verification.js";
import { type Stop, stopped } from "./work-place.js";

/** What `--allow` takes to go on although nobody could say whether a stage is served. */
export const unverifiedCode = "unverified";

export interface Verdict {
  readonly outcome: MemberOutcome;
  readonly message: string;
  /** Empty if there is nothing to do. */
  readonly hint: string;
}

export function verdict(outcome: MemberOutcome, message: string, hint = ""): Verdict {
  return { outcome, message, hint };
}

export function stopVerdict({ message, hint, isRefusal = false }: Stop): Verdict {
  return verdict(isRefusal ? "refused" : "failed", message, hint);
}

export function faultVerdict(error: unknown, isStopped: boolean): Verdict {
  if (isStopped) return stopVerdict(stopped);
  if (error instanceof ProviderFault) return stopVerdict(error);
  return verdict("failed", error instanceof Error ? error.message : String(error));
}

export function refusedVerdict(refusals: readonly Refusal[]): Verdict {
  const message = refusals.map(({ code, message }) => `${message} [${code}]`).join("; ");
  const lifts = refusals.map(({ lift }) => lift).filter((lift) => lift !== "");
  return verdict("refused", message, lifts.join(" "));
}

export function appliedVerdict(
  applied: number,
  setAside: readonly { readonly reason: string }[],
  held: PlanPart["held"],
): Verdict {
  const count = counted(applied, "change");
  const reasons = [...setAside, ...held.map(({ refusal }) => ({ reason: refusal.message }))];
  const [first] = reasons;
  if (first === undefined) {
    if (applied === 0) return verdict("unchanged", "nothing to do");
    return verdict("done", `${count} applied and verified`);
  }
  const message = `${count} applied, ${reasons.length} held or set aside: ${first.reason}`;
  const lifts = new Set(held.map(({ refusal }) => refusal.lift).filter((lift) => lift !== ""));
  return verdict("partly", message, [...lifts].join(" "));
}

export function unequalVerdict(report: VerifyReport): Verdict {
  const message = `${badServers(report)} do not serve what was applied`;
  return verdict("failed", message, "see what the verification found");
}

export function unverifiedVerdict({ provider }: VerifyReport): Verdict {
  return verdict(
    "unverified",
    `applied, but not every nameserver of ${provider} could be asked whether it serves it`,
    "once they can be asked, apply again verifies and goes on; --allow unverified goes on without",
  );
}

export function unsettledVerdict(provider: string): Verdict {
  return verdict(
    "unverified",
    `${provider} took the changes, but does not say that its nameservers have them`,
    "apply again looks anew, and goes on if they have",
  );
}

/** `left` RRsets were changed by somebody else since; `report` is null if there was nothing to ask. */
export function undoneVerdict(reason: string, left: number, report: VerifyReport | null): Verdict {
  const kept =
    left === 0
      ? ""
      : `; ${counted(left, "RRset")} left, since somebody else has changed it in the meantime`;
  const message = `put back (${reason})${kept}`;
  if (report !== null && report.outcome !== "equal") {
    const doubt = `${message}; but ${badServers(report)} do not say so`;
    return verdict("failed", doubt, "run `fivenines sync verify` until they do");
  }
  return verdict("undone", message, left === 0 ? "" : "compare them with: fivenines sync plan");
}

function badServers({ findings, nameservers, provider }: VerifyReport): string {
  const bad = new Set(findings.map(({ nameserver }) => nameserver.name));
  return `${bad.size} of ${counted(nameservers.length, "nameserver")} of ${provider}`;
}
