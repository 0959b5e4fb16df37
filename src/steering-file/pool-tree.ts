/**
 * The pools of a steered name as a tree in which nothing is inherited any more: each knows its path,
 * its targets with their monitors, and how targets are picked. Types are told apart later.
 */
import { addressFromText, addressToText } from "../base/ip.js";
import { nameToText } from "../dns/name-text.js";
import type { SchemaPath } from "../schema/schema-walk.js";
import { suggest } from "../schema/suggestion.js";
import type { DeclaredState, Monitor, SteeredType } from "../steering/config.js";
import type { PoolDocument, TargetDocument } from "./pool-schema.js";
import type { FaultList } from "./steering-faults.js";
import type { SteerDocument } from "./steering-schema.js";
import type { ZoneValues } from "./zone-values.js";

/** What stands before the value in the ids of targets that are in no pool of their own. */
const reservedNames = ["shadow", "fallback"];
/** Pools inside pools: more than this is no plan that a person made. */
const poolDepthMax = 8;

export type PolicyName = NonNullable<SteerDocument["policy"]>;
type MinHealthy = NonNullable<SteerDocument["minHealthy"]>;

export interface PolicyNode {
  readonly kind: "policy";
  readonly path: string;
  readonly policy: PolicyName;
  readonly members: readonly (PolicyNode | PoolNode)[];
  readonly overprovision: number | null;
  readonly probeShare: number;
  /** What it was written as, and where: its `for` and `else` are read by its parent. */
  readonly written: PoolDocument | null;
  readonly at: SchemaPath;
}

export interface PoolNode {
  readonly kind: "pool";
  readonly path: string;
  readonly targets: readonly TargetNode[];
  readonly minHealthy: MinHealthy;
  readonly pick: "all" | number | null;
  readonly written: PoolDocument;
  readonly at: SchemaPath;
}

export interface TargetNode {
  /** Of its pool. */
  readonly path: string;
  readonly type: SteeredType;
  /** Address in canonical text, or an absolute name. */
  readonly value: string;
  readonly weight: number;
  readonly capacity: number | null;
  readonly group: string | null;
  readonly state: DeclaredState;
  readonly monitors: readonly string[];
  readonly require: number;
  /** What is probed, and where if not at the monitor's port. */
  readonly host: string;
  readonly port: number | null;
  readonly at: SchemaPath;
}

interface Inherited {
  readonly monitors: readonly string[] | null;
  readonly require: "all" | "any" | number;
  readonly minHealthy: MinHealthy;
}

export class PoolTree {
  constructor(
    private readonly monitors: ReadonlyMap<string, Monitor>,
    private readonly zone: ZoneValues,
    private readonly faults: FaultList,
  ) {}

  /** The policy of `steer[…]` at `at`. */
  read(entry: SteerDocument, at: SchemaPath): PolicyNode {
    const inherited = this.inherit(entry, at, {
      monitors: null,
      require: "all",
      minHealthy: { share: 0.5 },
    });
    return {
      kind: "policy",
      path: "",
      policy: entry.policy ?? "all",
      members: this.members(entry.pools, [...at, "pools"], "", inherited, 1),
      overprovision: entry.overprovision ?? null,
      probeShare: entry.probeShare ?? 0,
      written: null,
      at,
    };
  }

  private members(
    pools: readonly PoolDocument[],
    at: SchemaPath,
    parent: string,
    inherited: Inherited,
    depth: number,
  ): (PolicyNode | PoolNode)[] {
    const names = new Set<string>();
    return pools.flatMap((pool, index) => {
      const name = pool.name ?? `pool${index + 1}`;
      const here = [...at, index];
      if (names.has(name)) {
        const message = `a pool beside it is called ${name} too`;
        this.faults.add("steering-duplicate", [...here, "name"], message, "give it another name");
      }
      names.add(name);
      if (parent === "" && reservedNames.includes(name)) {
        const message = `${name} is a word that ids of targets have in this place`;
        this.faults.add("steering-value", [...here, "name"], message, "give it another name");
      }
      const path = parent === "" ? name : `${parent}/${name}`;
      const member = this.member(pool, here, path, inherited, depth);
      return member === null ? [] : [member];
    });
  }

  private member(
    pool: PoolDocument,
    at: SchemaPath,
    path: string,
    above: Inherited,
    depth: number,
  ): PolicyNode | PoolNode | null {
    const { faults } = this;
    const inherited = this.inherit(pool, at, above);
    const { targets, pools, policy } = pool;
    if ((targets === undefined) === (pools === undefined)) {
      const both = targets !== undefined;
      faults.add(
        both ? "steering-value" : "steering-key",
        both ? [...at, "pools"] : at,
        both ? "stands beside targets" : "has neither targets nor pools",
        "a pool has targets, or a policy over pools",
      );
      return null;
    }
    if (pools !== undefined) {
      if (depth >= poolDepthMax) {
        faults.add("steering-value", [...at, "pools"], `more than ${poolDepthMax} levels of pools`);
        return null;
      }
      return {
        kind: "policy",
        path,
        policy: policy ?? "all",
        members: this.members(pools, [...at, "pools"], path, inherited, depth + 1),
        overprovision: pool.overprovision ?? null,
        probeShare: pool.probeShare ?? 0,
        written: pool,
        at,
      };
    }
    if (policy !== undefined) {
      const hint = "leave it out; how targets are picked is said by the policy above, or by pick";
      faults.add("steering-value", [...at, "policy"], "is a policy over pools, not targets", hint);
    }
    for (const key of ["overprovision", "probeShare"] as const) {
      if (pool[key] === undefined) continue;
      const hint = "it belongs where `policy` stands";
      faults.add("steering-value", [...at, key], "is about pools, and there are none inside", hint);
    }
    return {
      kind: "pool",
      path,
      targets: (targets ?? []).flatMap((target, i) => {
        const node = this.target(target, [...at, "targets", i], path, inherited);
        return node === null ? [] : [node];
      }),
      minHealthy: inherited.minHealthy,
      pick: pool.pick ?? null,
      written: pool,
      at,
    };
  }

  private target(
    written: string | TargetDocument,
    at: SchemaPath,
    path: string,
    above: Inherited,
  ): TargetNode | null {
    const given: TargetDocument = typeof written === "string" ? { value: written } : written;
    const valueAt = typeof written === "string" ? at : [...at, "value"];
    const named = this.valueOf(given.value, valueAt);
    if (named === null) return null;
    const inherited = this.inherit(given, at, above);
    const monitors = inherited.monitors ?? [];
    const { require } = inherited;
    const count = require === "all" ? monitors.length : require === "any" ? 1 : require;
    if (count > monitors.length && given.require !== undefined) {
      const message = `asks for ${count} monitors, and there are ${monitors.length}`;
      this.faults.add("steering-value", [...at, "require"], message);
    }
    return {
      ...named,
      path,
      weight: given.weight ?? 1,
      capacity: given.capacity ?? null,
      group: given.group ?? null,
      state: given.state ?? "auto",
      monitors,
      require: Math.min(count, monitors.length),
      host: this.probedHost(given, at) ?? named.value,
      port: given.port ?? null,
      at: valueAt,
    };
  }

  /** A value as zone files write it: an address, or a name that is relative without a final dot. */
  valueOf(text: string, at: SchemaPath): { type: SteeredType; value: string } | null {
    const address = addressFromText(text);
    if (address !== undefined) {
      return { type: address.length === 4 ? "A" : "AAAA", value: addressToText(address) };
    }
    const name = /^[\d.]+$|:/.test(text) ? undefined : this.zone.resolve(text);
    if (name !== undefined) return { type: "CNAME", value: nameToText(name) };
    this.faults.add("steering-value", at, `"${text}" is neither an address nor a name`);
    return null;
  }

  private probedHost({ probe }: TargetDocument, at: SchemaPath): string | null {
    if (probe === undefined) return null;
    const address = addressFromText(probe);
    if (address !== undefined) return addressToText(address);
    const hint = "write an address, as 192.0.2.10";
    this.faults.add("steering-value", [...at, "probe"], `"${probe}" is no address`, hint);
    return null;
  }

  private inherit(
    given: SteerDocument | PoolDocument | TargetDocument,
    at: SchemaPath,
    above: Inherited,
  ): Inherited {
    const { monitor, monitors } = given;
    if (monitor !== undefined && monitors !== undefined) {
      const message = "stands beside monitor";
      this.faults.add("steering-value", [...at, "monitors"], message, "keep one of them");
    }
    if (monitor !== undefined) this.needMonitor(monitor, [...at, "monitor"]);
    for (const [i, name] of (monitors ?? []).entries()) {
      this.needMonitor(name, [...at, "monitors", i]);
      if (monitors!.indexOf(name) !== i) {
        this.faults.add("steering-duplicate", [...at, "monitors", i], `${name} stands here twice`);
      }
    }
    return {
      monitors: monitor !== undefined ? [monitor] : (monitors ?? above.monitors),
      require: given.require ?? above.require,
      minHealthy: ("minHealthy" in given ? given.minHealthy : undefined) ?? above.minHealthy,
    };
  }

  private needMonitor(name: string, at: SchemaPath): void {
    if (this.monitors.has(name)) return;
    const meant = suggest(name, [...this.monitors.keys()]);
    const hint = meant === undefined ? "add it under monitors" : `did you mean ${meant}?`;
    this.faults.add("steering-reference", at, `no monitor is called ${name}`, hint);
  }
}
