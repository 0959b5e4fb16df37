/** Whether the nameservers of a provider serve what it took. */
import type { Change } from "../contract/change.js";
import type { Verifier, VerifyReport } from "../contract/verification.js";
import type { LiveView } from "./live-view.js";
import { settle } from "./settle.js";
import { stopVerdict, unsettledVerdict, type Verdict } from "./verdict.js";
import { stopped, type WorkPlace } from "./work-place.js";

/** Waits until the provider says so, then asks. A verdict if it never came to asking. */
export async function prove(
  at: WorkPlace,
  changes: readonly Change[],
  live: LiveView,
  verifier: Verifier,
): Promise<VerifyReport | Verdict> {
  const { zone, member, signal, journal, tell } = at;
  const settled = await settle(at, journal.state.receipts);
  if (signal.aborted) return stopVerdict(stopped);
  if (settled === "unknown") return unsettledVerdict(member.provider.name);
  if (settled === "settled") await journal.append({ kind: "settled" });
  const { verify } = member.policy;
  const report = await verifier({
    provider: member.provider,
    zone,
    changes,
    served: live.all(),
    // Who is overdue has had the time that there is; what it serves is asked once more.
    policy: settled === "overdue" ? { ...verify, deadlineMs: 0 } : verify,
    signal,
    onProgress: (asked, matched) => tell({ kind: "verifying", asked, matched }),
  });
  // What was broken off says nothing.
  if (signal.aborted) return stopVerdict(stopped);
  tell({ kind: "verified", report });
  return report;
}
