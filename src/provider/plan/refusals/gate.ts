/**
 * Safety gates. Each is a file with one rule, its code, and what is said of it in the reference;
 * `gates.ts` is the table. A gate holds single changes, or refuses all of a zone at a provider;
 * `--allow CODE` lifts it for one run.
 */
import type { PlannedChange } from "../../contract/plan.js";
import type { ListedRrset } from "../../rrset/rrset.js";
import type { MemberFacts, PlannedRrsetChange } from "../member-facts.js";

interface Gate {
  /** Stable; also the word for `--allow`. */
  readonly code: string;
  /** For the reference: when it refuses. */
  readonly refuses: string;
  /** For the reference: what `--allow` does; null if only the world can lift it. */
  readonly lifted: string | null;
  /** Whether `--allow` lifts it here; by default, if it ever does. */
  isLiftable?(facts: MemberFacts): boolean;
}

export interface ChangeGate extends Gate {
  /** Why the change is held, in a sentence; null if it is not. */
  judge(candidate: Candidate, facts: MemberFacts): string | null;
}

export interface PartGate extends Gate {
  /** `changes` are those that no gate holds; never empty. */
  judge(facts: MemberFacts, changes: readonly PlannedChange[]): string | null;
}

export interface Candidate {
  readonly planned: PlannedRrsetChange;
  /** Live RRsets that stay and cannot stand beside what would be made. */
  readonly inTheWay: readonly ListedRrset[];
  /** The same of what the adapter does not understand: what it is. */
  readonly opaqueInTheWay: string | null;
}
