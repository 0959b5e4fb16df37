/** The way back for one zone at one provider: what a roll-out did there is put back, and verified. */
import { type Change, isRrsetChange } from "../contract/change.js";
import type { Verifier, VerifyReport } from "../contract/verification.js";
import { inverse } from "../plan/undo.js";
import { classify } from "./classify.js";
import type { LiveView } from "./live-view.js";
import { prove } from "./prove.js";
import { findUncertain } from "./resume.js";
import { type Replan, sendChanges } from "./send-changes.js";
import { undoneVerdict, type Verdict, verdict } from "./verdict.js";
import { listPatiently, type WorkPlace } from "./work-place.js";

/** `report` is null if nothing was verified. Throws what listing throws. */
export async function undoRun(
  at: WorkPlace,
  reason: string,
  live: LiveView,
  verifier: Verifier,
): Promise<{ verdict: Verdict; report: VerifyReport | null }> {
  const { journal, member, clock, tell } = at;
  const { provider } = member;
  tell({ kind: "undo", reason });
  await journal.append({ kind: "undo", atMs: clock.nowMs(), reason });
  const listed = await listPatiently(at);
  await findUncertain(at, listed);
  live.see(listed);
  const { done } = journal.state;
  const { foreign, waiting } = classify(done, listed, provider.capabilities);
  await noteUndone(at, waiting);
  const replan: Replan = async (changes, now) => {
    const ids = new Set(changes.map(({ id }) => id));
    return {
      changes: provider.undo(journal.state.done, now).filter(({ id }) => ids.has(id)),
      held: [],
    };
  };
  const changes = provider.undo(done, listed);
  const sent = await sendChanges(at, changes, listed.listedAtMs, replan);
  if (sent.live !== null) live.see(sent.live);
  live.change(sent.committed);
  const [aside] = sent.setAside;
  const stop = sent.stop ?? (aside === undefined ? null : { message: aside.reason, hint: "" });
  if (stop !== null) {
    const message = `${reason}; not all could be put back: ${stop.message}`;
    return { verdict: verdict("failed", message, stop.hint), report: null };
  }
  if (changes.length === 0) {
    return { verdict: undoneVerdict(reason, foreign.length, null), report: null };
  }
  const report = await prove(at, changes, live, verifier);
  if (!("matched" in report)) return { verdict: report, report: null };
  if (report.outcome === "equal") await journal.append({ kind: "verified" });
  return { verdict: undoneVerdict(reason, foreign.length, report), report };
}

/**
 * What is as it was before already: the provider took the change and did not make it, or somebody
 * was faster. It is not to be put back, and must not be remembered as ours.
 */
async function noteUndone({ journal, clock }: WorkPlace, waiting: readonly Change[]) {
  const changes = waiting.filter(isRrsetChange).map(inverse);
  if (changes.length === 0) return;
  const { batches: batch } = journal.state;
  const applied = changes.map(({ id }) => id);
  await journal.append({ kind: "intent", atMs: clock.nowMs(), batch, token: "", changes });
  await journal.append({ kind: "found", batch, applied });
}
