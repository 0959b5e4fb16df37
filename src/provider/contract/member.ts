/** One zone at one provider, with how it is to be kept there. */
import type { DesiredZone } from "./desired.js";
import type { AdoptableDrift } from "./drift.js";
import type { Provider } from "./provider.js";

export interface Member {
  readonly provider: Provider;
  readonly desired: DesiredZone;
  readonly policy: MemberPolicy;
}

export interface MemberPolicy {
  /**
   * - additive: makes and changes what the zone file has, deletes nothing.
   * - owned: and deletes what fivenines made. What others made is kept, and is not overwritten.
   * - mirror: the provider has what the zone file has, and nothing else.
   */
  readonly mode: "additive" | "owned" | "mirror";
  readonly safety: SafetyLimits;
  /** Whose change in any way must be allowed (code `protected-name`). */
  readonly protect: readonly RrsetPattern[];
  /** Whose deletion must be allowed (the same code). */
  readonly protectFromDeletion: readonly RrsetPattern[];
  /** RRsets of others that stay whatever the mode. */
  readonly keep: readonly RrsetPattern[];
  readonly freeze: readonly FreezeWindow[];
  /**
   * Drift of these classes is to be taken into the zone file (`fivenines sync drift --act`), so plans
   * do not put it back (code `adopted-drift`).
   */
  readonly adopt?: readonly AdoptableDrift[];
  /** RRsets that the provider may do without, or hold as far as it can: no refused loss holds them. */
  readonly acceptLosses?: readonly RrsetPattern[];
  /** The zone is not to be touched at this provider for now: the reason; else null. */
  readonly paused: string | null;
  /** Place in the roll-out: members of a lower stage are applied and verified first. */
  readonly stage: number;
  /** Waits after a stage has been verified. */
  readonly soakMs: number;
  readonly verify: VerifyPolicy;
}

export interface SafetyLimits {
  /** Shares of the RRsets that are there, 0 to 1, from `fromRecords` RRsets on. */
  readonly deletesMax: number;
  readonly updatesMax: number;
  readonly fromRecords: number;
  /** Share of RRsets last applied that the zone file may have lost, 0 to 1, whatever its size. */
  readonly shrinkMax: number;
}

/** Names are matched label by label; `*` is any one label, `**` any number of labels. */
export interface RrsetPattern {
  /** As written: `_acme-challenge.**`, relative to the apex; `@` is the apex. */
  readonly owner: string;
  /** Mnemonics; empty is every type. */
  readonly types: readonly string[];
}

export interface FreezeWindow {
  /** Unix milliseconds. */
  readonly fromMs: number;
  readonly untilMs: number;
  readonly reason: string;
}

export interface VerifyPolicy {
  /** After the changes are settled. */
  readonly deadlineMs: number;
  readonly everyMs: number;
}

/** What a person allows for one run, by the flags that refusals name. */
export interface Allowances {
  /** Codes of refusals: "too-many-deletes", "apex-ns", … */
  readonly codes: ReadonlySet<string>;
}
