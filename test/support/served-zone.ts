/**
 * The zone as one nameserver of a provider has it. Changes come with the moment from which on they
 * are served, so that each nameserver can be behind by a time of its own; a stale one is frozen.
 */
import {
  type Labels,
  type NaiveRrset,
  type NaiveZone,
  ownerText,
} from "../../src/naive/naive-zone.js";

/** What stands at an owner for a type: records, or a choice made anew for every answer. */
export type Served = NaiveRrset | ((zone: NaiveZone) => NaiveRrset | undefined);

export interface ServedChange {
  readonly owner: Labels;
  readonly type: number;
  /** Undefined takes it away. */
  readonly served: Served | undefined;
}

export class ServedZone implements NaiveZone {
  /** Takes no change while it is set; what came meanwhile is taken when it is not. */
  frozen = false;
  private readonly owners = new Map<string, Map<number, Served>>();
  /** Owners at or below a name. */
  private readonly below = new Map<string, number>();
  /** Choices made for the present answer: one draw each, however often it is looked at. */
  private chosen = new Map<Served, NaiveRrset | undefined>();
  private pending: { readonly atMs: number; readonly changes: readonly ServedChange[] }[] = [];

  constructor(
    readonly apex: Labels,
    private readonly nowMs: () => number,
  ) {}

  /** To be served from `atMs` on, after all that was submitted before. */
  submit(changes: readonly ServedChange[], atMs: number): void {
    this.pending.push({ atMs, changes });
    this.catchUp();
  }

  /** Applies what is due. Called before each answer, so that an answer sees one state. */
  catchUp(): void {
    this.chosen = new Map();
    if (this.frozen) return;
    const now = this.nowMs();
    while (this.pending[0] !== undefined && this.pending[0].atMs <= now) {
      for (const change of this.pending.shift()!.changes) this.apply(change);
    }
  }

  rrsetsAt(owner: Labels): ReadonlyMap<number, NaiveRrset> | undefined {
    const served = this.owners.get(ownerText(owner));
    if (served === undefined) return undefined;
    const rrsets = new Map<number, NaiveRrset>();
    for (const [type, entry] of served) {
      const rrset = typeof entry === "function" ? this.choice(entry) : entry;
      if (rrset !== undefined) rrsets.set(type, rrset);
    }
    return rrsets;
  }

  exists(name: Labels): boolean {
    return (this.below.get(ownerText(name)) ?? 0) > 0;
  }

  private choice(choose: Exclude<Served, NaiveRrset>): NaiveRrset | undefined {
    if (!this.chosen.has(choose)) this.chosen.set(choose, choose(this));
    return this.chosen.get(choose);
  }

  private apply({ owner, type, served }: ServedChange): void {
    const key = ownerText(owner);
    const types = this.owners.get(key) ?? new Map<number, Served>();
    const had = types.size > 0;
    if (served === undefined) types.delete(type);
    else types.set(type, served);
    const has = types.size > 0;
    if (has) this.owners.set(key, types);
    else this.owners.delete(key);
    if (had === has) return;
    for (let name = owner; name.length >= this.apex.length; name = name.slice(1)) {
      const at = ownerText(name);
      this.below.set(at, (this.below.get(at) ?? 0) + (has ? 1 : -1));
      if (name.length === 0) break;
    }
  }
}
