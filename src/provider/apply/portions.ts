/**
 * What is still to be sent, in order. A batch that was refused without a culprit is looked through
 * by halves: one half goes alone, and if it is taken, the culprit is in the other, which need not be
 * sent whole to know that. So one culprit among n owners costs about log2 n calls.
 */
import type { Change } from "../contract/change.js";
import type { Batch, Provider, ProviderZone } from "../contract/provider.js";
import { type ChangeGroup, changeGroups } from "../plan/pack-groups.js";

export interface Portion {
  readonly batch: Batch;
}

interface Held extends Portion {
  /** Something in it is refused. */
  isSuspect: boolean;
  /** The other half, suspect unless this one is refused. */
  other: Held | null;
}

export class Portions {
  private readonly provider: Provider;
  private readonly zone: ProviderZone;
  private held: Held[] = [];

  constructor(provider: Provider, zone: ProviderZone) {
    this.provider = provider;
    this.zone = zone;
  }

  get count(): number {
    return this.held.length;
  }

  /** Changes that were not sent yet. */
  get rest(): readonly Change[] {
    return this.held.flatMap(({ batch }) => batch.changes);
  }

  clear(): void {
    this.held = [];
  }

  putFirst(changes: readonly Change[]): void {
    this.held.unshift(...this.packed(changes));
  }

  /** The next to send. */
  next(): Portion | undefined {
    for (let first = this.held.shift(); first !== undefined; first = this.held.shift()) {
      const groups = changeGroups(first.batch.changes);
      if (!first.isSuspect || groups.length === 1) return first;
      this.putHalves(groups);
    }
    return undefined;
  }

  /** It was refused, and nobody knows for which of its owners. False if it has only one. */
  halve(portion: Portion): boolean {
    const { other } = portion as Held;
    if (other !== null) other.isSuspect = false;
    const groups = changeGroups(portion.batch.changes);
    if (groups.length === 1) return false;
    this.putHalves(groups);
    return true;
  }

  private putHalves(groups: readonly ChangeGroup[]): void {
    const middle = Math.ceil(groups.length / 2);
    const first = this.packed(groups.slice(0, middle).flat());
    const second = this.packed(groups.slice(middle).flat());
    const [one, other] = [first[0], second[0]];
    if (first.length === 1 && second.length === 1 && one !== undefined && other !== undefined) {
      one.other = other;
      other.isSuspect = true;
    }
    this.held.unshift(...first, ...second);
  }

  private packed(changes: readonly Change[]): Held[] {
    if (changes.length === 0) return [];
    const batches = this.provider.pack(changes, this.zone);
    return batches.map((batch) => ({ batch, isSuspect: false, other: null }));
  }
}
