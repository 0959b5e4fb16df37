/**
 * One hosted zone: its record sets, pages of them, and the nameservers' copies, each behind by a
 * time of its own.
 */

import { typeCodeFromText } from "../../../src/dns/rr/registry.js";
import type { Labels, NaiveRrset, NaiveZone } from "../../../src/naive/naive-zone.js";
import type { Served, ServedChange, ServedZone } from "../served-zone.js";
import { labelsOf, nameOf, sortKeyOf } from "./record-name.js";
import { keyOf, type RecordSet } from "./record-set.js";
import { rdataOf } from "./record-value.js";
import { choose, type RoutingFacts } from "./routing.js";

export interface ZoneOptions {
  readonly id: string;
  readonly apex: Labels;
  readonly callerReference: string;
  readonly comment: string;
  /** Names of its nameservers, as Route 53 writes them. */
  readonly nameservers: readonly string[];
  /** One for each nameserver. */
  readonly copies: readonly ServedZone[];
  isHealthy(healthCheckId: string): boolean;
  random(): number;
}

export interface ListStart {
  readonly name?: string | undefined;
  readonly type?: string | undefined;
  readonly identifier?: string | undefined;
}

export interface ListPage {
  readonly sets: readonly RecordSet[];
  /** The first set that is not on the page. */
  readonly next: RecordSet | undefined;
}

export class HostedZone {
  readonly sets = new Map<string, RecordSet>();
  /** A change is being worked on; another one is refused. */
  busy = false;
  /** Sets by name and type, for serving. */
  private readonly groups = new Map<string, Set<string>>();
  private sorted: { readonly key: string; readonly set: RecordSet }[] | undefined;

  constructor(readonly options: ZoneOptions) {
    const name = nameOf(options.apex);
    const soa = `${options.nameservers[0]} awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`;
    this.change(
      [
        { name, type: "NS", ttl: 172_800, values: options.nameservers },
        { name, type: "SOA", ttl: 900, values: [soa] },
      ],
      [],
      options.copies.map(() => Number.NEGATIVE_INFINITY),
    );
  }

  get name(): string {
    return nameOf(this.options.apex);
  }

  /** Takes sets away and puts others there; nameserver i serves it from `atMs[i]` on. */
  change(put: readonly RecordSet[], removed: readonly RecordSet[], atMs: readonly number[]): void {
    const touched = new Map<string, RecordSet>();
    for (const set of removed) {
      this.sets.delete(keyOf(set));
      this.groups.get(groupOf(set))?.delete(keyOf(set));
      touched.set(groupOf(set), set);
    }
    for (const set of put) {
      this.sets.set(keyOf(set), set);
      const group = this.groups.get(groupOf(set)) ?? new Set<string>();
      group.add(keyOf(set));
      this.groups.set(groupOf(set), group);
      touched.set(groupOf(set), set);
    }
    this.sorted = undefined;
    const changes = [...touched.values()].map((set) => this.servedChange(set));
    for (const [index, copy] of this.options.copies.entries()) copy.submit(changes, atMs[index]!);
  }

  /** Sorted by reversed labels, type, identifier, from the first at or behind `start`. */
  page(start: ListStart, sizeMax: number): ListPage {
    this.sorted ??= [...this.sets.values()]
      .map((set) => ({ key: sortKey(set.name, set.type, set.setIdentifier), set }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
    const from =
      start.name === undefined ? "" : sortKey(start.name, start.type ?? "", start.identifier);
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.sorted[middle]!.key < from) low = middle + 1;
      else high = middle;
    }
    const sets = this.sorted.slice(low, low + sizeMax).map(({ set }) => set);
    return { sets, next: this.sorted[low + sizeMax]?.set };
  }

  private setsOf(name: string, type: string): RecordSet[] {
    const keys = this.groups.get(`${name} ${type}`) ?? new Set<string>();
    return [...keys].map((key) => this.sets.get(key)!);
  }

  private servedChange({ name, type }: RecordSet): ServedChange {
    const owner = labelsOf(name) as Labels;
    const code = typeCodeFromText(type);
    const sets = this.setsOf(name, type);
    return { owner, type: code, served: this.served(sets) };
  }

  private served(sets: readonly RecordSet[]): Served | undefined {
    const [first] = sets;
    if (first === undefined) return undefined;
    const isPlain = first.setIdentifier === undefined && first.alias === undefined;
    if (isPlain) return recordsOf(first);
    const facts: RoutingFacts = {
      isHealthy: this.options.isHealthy,
      random: this.options.random,
      recordsOf: (set, zone) => this.resolved(set, zone),
      targetsOf: ({ alias, type }) => {
        if (alias === undefined || alias.hostedZoneId !== this.options.id) return undefined;
        return this.setsOf(nameOf(labelsOf(alias.dnsName) as Labels), type);
      },
    };
    return (zone) => choose(sets, facts, zone);
  }

  /** An alias is answered with its target's records; one that aims at AWS has none here. */
  private resolved(set: RecordSet, zone: NaiveZone): NaiveRrset | undefined {
    const { alias } = set;
    if (alias === undefined) return recordsOf(set);
    if (alias.hostedZoneId !== this.options.id) return undefined;
    const target = zone
      .rrsetsAt(labelsOf(alias.dnsName) as Labels)
      ?.get(typeCodeFromText(set.type));
    return target && { ...target, owner: labelsOf(set.name) as Labels };
  }
}

function recordsOf(set: RecordSet): NaiveRrset {
  return {
    owner: labelsOf(set.name) as Labels,
    type: typeCodeFromText(set.type),
    ttl: set.ttl ?? 0,
    // What was written past the checks may be no RDATA; then nothing is served for it.
    rdata: set.values
      .map((value) => rdataOf(set.type, value))
      .filter((rdata) => typeof rdata === "string"),
  };
}

function groupOf({ name, type }: RecordSet): string {
  return `${name} ${type}`;
}

function sortKey(name: string, type: string, identifier: string | undefined): string {
  const labels = labelsOf(name);
  const key = typeof labels === "string" ? name : sortKeyOf(labels);
  // Below every octet that a name can have, so that a name sorts before what follows it.
  return `${key}\u0000${type}\u0000${identifier ?? ""}`;
}
