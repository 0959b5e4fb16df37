/** What an earlier run left behind: batches that may have been sent, and may have been taken. */
import type { Snapshot } from "../contract/provider.js";
import { classify } from "./classify.js";
import type { WorkPlace } from "./work-place.js";

/** Finds out what came of them, and writes it down. */
export async function findUncertain(
  { journal, member }: Pick<WorkPlace, "journal" | "member">,
  live: Snapshot,
): Promise<void> {
  for (const { batch, changes } of journal.state.uncertain) {
    const { applied } = classify(changes, live, member.provider.capabilities);
    await journal.append({ kind: "found", batch, applied: applied.map(({ id }) => id) });
  }
}
