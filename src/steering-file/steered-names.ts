/**
 * The steered RRsets of a file, each held against its zone: the owner answers, every target is data
 * of the RRset, and no data of it is forgotten.
 */
import { nameToText } from "../dns/name-text.js";
import type { SchemaPath } from "../schema/schema-walk.js";
import { suggest } from "../schema/suggestion.js";
import type { Monitor, ProbeSpec, SteeredRrset, SteeredType, Target } from "../steering/config.js";
import { dampingOf, lookAtSettings, ttlOf } from "./entry-settings.js";
import { lookAtPolicy, policyOf } from "./policies.js";
import { type PolicyNode, PoolTree, type TargetNode } from "./pool-tree.js";
import type { FaultList } from "./steering-faults.js";
import type { SteerDocument } from "./steering-schema.js";
import { holdAgainstZone, type NamedValue } from "./zone-agreement.js";
import { steeredTypes, type ZoneValues } from "./zone-values.js";

/** Where in the file an RRset or a target was written. */
export interface SteeredPlaces {
  readonly rrsets: SchemaPath[];
  readonly targets: Map<string, SchemaPath>;
}

const rrsetsMax = 20_000;
/** Of the whole zone; each may have several probes. */
const targetsMax = 20_000;

export class SteeredNames {
  readonly rrsets: SteeredRrset[] = [];
  readonly places: SteeredPlaces = { rrsets: [], targets: new Map() };
  private readonly probesByKey = new Map<string, ProbeSpec>();
  private readonly tree: PoolTree;
  private readonly taken = new Set<string>();

  constructor(
    monitors: ReadonlyMap<string, Monitor>,
    private readonly zone: ZoneValues,
    private readonly faults: FaultList,
  ) {
    this.tree = new PoolTree(monitors, zone, faults);
  }

  get probes(): readonly ProbeSpec[] {
    return [...this.probesByKey.values()];
  }

  add(entry: SteerDocument, at: SchemaPath): void {
    const policy = this.tree.read(entry, at);
    lookAtPolicy(policy, this.faults);
    lookAtSettings(entry, at, this.faults);
    const owner = this.ownerOf(entry, [...at, "name"]);
    if (owner === null) return;
    const all = targetsOf(policy);
    const types = this.typesOf(entry, at, owner, all);
    const shadow = entry.shadow ?? false;
    const named = { name: this.zone.nameOf(owner), owner, shadow, types };
    for (const type of types) this.addRrset(entry, at, named, policy, type);
  }

  private addRrset(
    entry: SteerDocument,
    at: SchemaPath,
    owner: SteeredOwner,
    policy: PolicyNode,
    type: SteeredType,
  ): void {
    const { faults } = this;
    const nodes = targetsOf(policy).filter((target) => target.type === type);
    const key = `${owner.name} ${type} ${owner.shadow ? "shadow" : ""}`;
    if (this.taken.has(key)) {
      const message = `${owner.name} ${type} is steered by an entry before this one`;
      faults.add("steering-duplicate", [...at, "name"], message, "put both into one entry");
      return;
    }
    this.taken.add(key);
    if (this.zone.isSigned(owner.owner, type)) {
      const message = `${owner.name} ${type} has an RRSIG, which holds for all of its data only`;
      faults.add("steering-signed", [...at, "name"], message);
    }
    const fallback = this.valuesOf(entry, "fallback", at, type);
    const unsteered = this.valuesOf(entry, "unsteered", at, type);
    const named = { ...owner, type, at, targets: nodes, fallback, unsteered };
    holdAgainstZone(named, this.zone, faults);
    if (entry.onAllDown === "fallback" && fallback.length === 0) {
      const message = `holds no data of type ${type} for onAllDown: fallback`;
      faults.add("steering-key", [...at, "fallback"], message, "add values of the RRset");
    }
    const { onAllDown = "all" } = entry;
    const isLeft = nodes.some(({ state }) => state !== "down" && state !== "drain");
    if (!isLeft && nodes.length > 0 && (onAllDown === "all" || onAllDown === "last-good")) {
      const message = `every target of ${owner.name} ${type} is down or drain: nothing is left to answer`;
      const hint = "leave one of them, or set onAllDown: nodata";
      faults.add("steering-value", [...at, "pools"], message, hint);
    }
    const targets = nodes.map((node) => this.targetOf(node, owner));
    // Data that is answered when nothing is well needs a place among the targets, but has no pool.
    for (const { value } of fallback) {
      if (!nodes.some((node) => node.value === value)) targets.push(fallbackTarget(value, owner));
    }
    const places = new Map(nodes.map((node, place) => [node, place]));
    const made = policyOf(policy, { type, entry, placeOf: (node) => places.get(node) ?? -1 });
    if (made === null) return;
    this.places.rrsets.push([...at, "name"]);
    this.rrsets.push({
      owner: owner.name,
      type,
      ttl: ttlOf(entry),
      targets,
      policy: made,
      onAllDown,
      fallback: fallback.map(({ value }) => value),
      damping: dampingOf(entry),
      holdDownMs: entry.holdDown ?? 60_000,
      slowStartMs: entry.slowStart ?? (nodes.length <= 2 ? 0 : 120_000),
      failback: entry.failback ?? "auto",
      coupled: entry.coupleFamilies === true && owner.types.length > 1 ? couplingOf(owner) : null,
      peak: entry.peak ?? null,
      shadow: owner.shadow,
    });
    if (this.rrsets.length > rrsetsMax || this.places.targets.size > targetsMax) {
      const message = `more than ${rrsetsMax} RRsets or ${targetsMax} targets are steered in this zone`;
      faults.add("steering-value", at, message, "divide the zone");
    }
  }

  private targetOf(node: TargetNode, owner: SteeredOwner): Target {
    const id = `${owner.name}/${owner.shadow ? "shadow/" : ""}${node.path}/${node.value}`;
    this.places.targets.set(id, node.at);
    for (const monitor of node.monitors) {
      const probe = probeOf(monitor, node);
      this.probesByKey.set(probe.key, probe);
    }
    return {
      id,
      value: node.value,
      weight: node.weight,
      capacity: node.capacity,
      group: node.group,
      state: node.state,
      probes: node.monitors.map((monitor) => probeOf(monitor, node).key),
      require: node.require,
    };
  }

  private ownerOf({ name }: SteerDocument, at: SchemaPath): number | null {
    const { zone, faults } = this;
    const wire = zone.resolve(name);
    if (wire === undefined) {
      faults.add("steering-value", at, `"${name}" is not a domain name`);
      return null;
    }
    const shown = nameToText(wire);
    const owner = zone.ownerOf(wire);
    const hidden = zone.hiddenBy(wire);
    if (hidden !== undefined) {
      const message = `${hidden}, so this zone does not answer for ${shown}`;
      faults.add("steering-owner", at, message, "steer it in the zone that it belongs to");
      return null;
    }
    if (owner !== -1 && steeredTypes.some((type) => zone.has(owner, type))) return owner;
    const meant = suggest(shown, zone.steerableNames());
    const message = owner === -1 ? "is not in the zone" : "has no A, AAAA or CNAME records";
    const hint = meant === undefined ? undefined : `did you mean ${meant}?`;
    faults.add("steering-owner", at, `${shown} ${message}`, hint);
    return null;
  }

  /**
   * Those of the targets, and of those that were asked for. A type without targets is answered as
   * the zone file has it, so that `types: [A, AAAA]` may stand everywhere.
   */
  private typesOf(
    entry: SteerDocument,
    at: SchemaPath,
    owner: number,
    targets: readonly TargetNode[],
  ): SteeredType[] {
    const { zone, faults } = this;
    const present = steeredTypes.filter((type) => targets.some((target) => target.type === type));
    if (entry.types === undefined) {
      const known = present.filter((type) => zone.has(owner, type));
      for (const target of targets) {
        if (!known.includes(target.type)) this.refuseType(target, owner);
      }
      return known;
    }
    for (const [i, type] of entry.types.entries()) {
      if (entry.types.indexOf(type) === i) continue;
      faults.add("steering-duplicate", [...at, "types", i], `${type} stands here twice`);
    }
    for (const target of targets) {
      if (entry.types.includes(target.type)) continue;
      const message = `${target.value} is for ${target.type}, which is not steered here`;
      const hint = `add ${target.type} to types, or remove the target`;
      faults.add("steering-target", target.at, message, hint);
    }
    const chosen = new Set<SteeredType>(entry.types);
    // Where the zone has no such RRset, each target is told that it is not in it.
    return present.filter((type) => chosen.has(type));
  }

  private refuseType(target: TargetNode, owner: number): void {
    const name = this.zone.nameOf(owner);
    const has = steeredTypes.filter((type) => this.zone.has(owner, type));
    const message = `${target.value} is for ${target.type}, and ${name} has ${has.join(" and ")}`;
    this.faults.add("steering-target", target.at, message);
  }

  /** Values of a list of the entry that are of a type. */
  private valuesOf(
    entry: SteerDocument,
    key: "fallback" | "unsteered",
    at: SchemaPath,
    type: SteeredType,
  ): NamedValue[] {
    return (entry[key] ?? []).flatMap((text, i) => {
      const place = [...at, key, i];
      const found = this.tree.valueOf(text, place);
      return found?.type === type ? [{ value: found.value, at: place }] : [];
    });
  }
}

interface SteeredOwner {
  readonly name: string;
  readonly owner: number;
  readonly shadow: boolean;
  readonly types: readonly SteeredType[];
}

function targetsOf(node: PolicyNode): TargetNode[] {
  return node.members.flatMap((member) =>
    member.kind === "pool" ? member.targets : targetsOf(member),
  );
}

function couplingOf({ name, shadow }: SteeredOwner): string {
  return shadow ? `${name}/shadow` : name;
}

function probeOf(monitor: string, { host, port }: TargetNode): ProbeSpec {
  const key = port === null ? `${monitor}@${host}` : `${monitor}@${host}#${port}`;
  return { key, monitor, host, port };
}

function fallbackTarget(value: string, { name, shadow }: SteeredOwner): Target {
  return {
    id: `${name}/${shadow ? "shadow/" : ""}fallback/${value}`,
    value,
    weight: 1,
    capacity: null,
    group: null,
    state: "auto",
    probes: [],
    require: 0,
  };
}
