/**
 * Looks for drift for ever: a look, what is to be done about it, a pause with jitter so that many
 * watches do not call providers in step.
 */
import type { Clock } from "../contract/clock.js";
import type { Member } from "../contract/member.js";
import type { DriftResult } from "./drift-finding.js";
import { countLook, type DriftTally } from "./drift-tally.js";
import type { QuietMembers } from "./quiet-members.js";

/** Share of the pause by which it is made shorter or longer. */
const jitter = 0.1;

export interface Watch {
  readonly everyMs: number;
  readonly clock: Clock;
  /** Fractions from 0 up to 1. */
  readonly random: () => number;
  readonly signal: AbortSignal;
  readonly tally: DriftTally;
  readonly quiet: QuietMembers;
  /** Read anew before each look: zone files change. */
  readonly members: () => Promise<readonly Member[]>;
  readonly look: (members: readonly Member[]) => Promise<DriftResult>;
  /** Reports, reverts, adopts, tells webhooks. */
  readonly act: (result: DriftResult, members: readonly Member[]) => Promise<void>;
  /** A look that failed as a whole; the next one is made all the same. */
  readonly onFault: (fault: unknown) => void;
}

/** Resolves when `signal` is aborted. */
export async function watchDrift(watch: Watch): Promise<void> {
  const { everyMs, clock, random, signal, onFault } = watch;
  while (!signal.aborted) {
    try {
      await lookOnce(watch);
    } catch (fault) {
      if (!signal.aborted) onFault(fault);
    }
    await clock.wait(everyMs * (1 - jitter + 2 * jitter * random()), signal);
  }
}

async function lookOnce({ members, look, act, quiet, tally, clock }: Watch): Promise<void> {
  const all = await members();
  const moved = await quiet.moved(all);
  tally.skipped += all.length - moved.length;
  if (moved.length === 0) return;
  const result = await look(moved);
  countLook(tally, result, clock.nowMs());
  quiet.note(moved, result.members);
  await act(result, moved);
}
