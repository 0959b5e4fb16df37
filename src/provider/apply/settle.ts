/**
 * Waits until a provider says that all its nameservers have what it took. How long depends on who
 * says so: a provider that polls its own nameservers knows best, however slow it is; a serial that a
 * nameserver does not reach by the deadline of verification is a matter for verification.
 */
import type { Receipt } from "../contract/provider.js";
import { patiently, type WorkPlace } from "./work-place.js";

/** AWS has had hours of slow propagation; what takes longer than this is not waited for. */
const polledMsMax = 900_000;
/** However short a provider asks for. */
const askAgainMsMin = 200;
/** Between two events that say what is waited for. */
const tellEveryMs = 60_000;

/**
 * - settled: every nameserver should have it.
 * - overdue: some nameserver is behind, and the time for that is over: ask what it serves.
 * - unknown: the provider does not say so within reason, or the run was stopped.
 */
type SettleOutcome = "settled" | "overdue" | "unknown";

/** Throws ProviderFault. */
export async function settle(at: WorkPlace, receipts: readonly Receipt[]): Promise<SettleOutcome> {
  const { clock, member, zone, signal, tell } = at;
  const { provider, policy } = member;
  const isBySerial = provider.capabilities.propagation === "serial";
  const limitMs = isBySerial ? policy.verify.deadlineMs : polledMsMax;
  const sinceMs = clock.nowMs();
  tell({ kind: "settling", sinceMs, untilMs: sinceMs + limitMs });
  let toldMs = sinceMs;
  for (const receipt of receipts) {
    for (;;) {
      if (signal.aborted) return "unknown";
      const settlement = await patiently(at, () => provider.settled(receipt, zone, signal));
      if (settlement.kind === "settled") break;
      const nowMs = clock.nowMs();
      const leftMs = sinceMs + limitMs - nowMs;
      if (leftMs <= 0) return isBySerial ? "overdue" : "unknown";
      if (nowMs - toldMs >= tellEveryMs) {
        toldMs = nowMs;
        const who = isBySerial ? "a nameserver is behind" : "it does not say that all have it";
        tell({ kind: "waiting", reason: `its nameservers: ${who}`, ms: leftMs });
      }
      await clock.wait(Math.min(leftMs, Math.max(askAgainMsMin, settlement.askAgainMs)), signal);
    }
  }
  tell({ kind: "settled", tookMs: clock.nowMs() - sinceMs });
  return "settled";
}
