/** What everybody who works on one zone at one provider needs. */
import type { Clock } from "../contract/clock.js";
import type { Place, SyncEvent } from "../contract/events.js";
import { ProviderFault } from "../contract/fault.js";
import type { Member } from "../contract/member.js";
import type { ProviderZone, Snapshot } from "../contract/provider.js";
import type { MemberJournal } from "../journal/file-memory.js";
import { Patience } from "./patience.js";

export interface WorkPlace {
  readonly place: Place;
  readonly member: Member;
  readonly zone: ProviderZone;
  readonly journal: MemberJournal;
  readonly clock: Clock;
  /** Fractions from 0 up to 1. */
  readonly random: () => number;
  /** Aborted when the run is to stop: begin nothing more. */
  readonly signal: AbortSignal;
  /** Aborted some time later: give up what is under way. */
  readonly giveUp: AbortSignal;
  readonly tell: Tell;
}

type WithoutPlace<E> = E extends SyncEvent ? Omit<E, "atMs" | "apex" | "provider"> : never;

/** Tells an event of this zone at this provider. */
export type Tell = (event: WithoutPlace<Exclude<SyncEvent, { kind: "stage" }>>) => void;

/** Why work on a zone at a provider stopped, for an operator. */
export interface Stop {
  readonly message: string;
  readonly hint: string;
  /** We stopped, not the provider. */
  readonly isRefusal?: boolean;
}

export const stopped: Stop = {
  message: "stopped before everything was done",
  hint: "apply again goes on where it was",
};

export function stopOf({ message, hint }: ProviderFault): Stop {
  return { message, hint };
}

/** What `call` gives, however long that takes within reason. Faults that stay are thrown. */
export async function patiently<T>(
  { clock, random, signal, tell }: Omit<WorkPlace, "zone" | "journal">,
  call: () => Promise<T>,
): Promise<T> {
  const patience = new Patience(clock, random);
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof ProviderFault) || !error.retryable) throw error;
      const reason = error.message;
      const isRepeated = await patience.wait(error, signal, (ms) =>
        tell({ kind: "waiting", reason, ms }),
      );
      if (!isRepeated) throw error;
    }
  }
}

export function listPatiently(at: WorkPlace): Promise<Snapshot> {
  const { member, zone, signal } = at;
  return patiently(at, () => member.provider.list(zone, { signal }));
}
