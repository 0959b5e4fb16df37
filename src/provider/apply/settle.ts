/** Waits until a provider says that all its nameservers have what it took. */
import type { Receipt } from "../contract/provider.js";
import { patiently, type WorkPlace } from "./work-place.js";

/** AWS has had hours of slow propagation; what takes longer than this is not waited for. */
const settleMsMax = 900_000;
/** However short a provider asks for. */
const askAgainMsMin = 200;

/** False if that took too long, or the run was stopped. Throws ProviderFault. */
export async function settle(at: WorkPlace, receipts: readonly Receipt[]): Promise<boolean> {
  const { clock, member, zone, signal, tell } = at;
  const sinceMs = clock.nowMs();
  tell({ kind: "settling", sinceMs });
  for (const receipt of receipts) {
    for (;;) {
      if (signal.aborted) return false;
      const settlement = await patiently(at, () => member.provider.settled(receipt, zone, signal));
      if (settlement.kind === "settled") break;
      if (clock.nowMs() - sinceMs > settleMsMax) return false;
      await clock.wait(Math.max(askAgainMsMin, settlement.askAgainMs), signal);
    }
  }
  tell({ kind: "settled", tookMs: clock.nowMs() - sinceMs });
  return true;
}
