/** From a tree of pools to the policy of one RRset: members that have no target of its type go. */

import type { SchemaPath } from "../schema/schema-walk.js";
import { suggest } from "../schema/suggestion.js";
import type { Pick, Policy, Pool, Region, SteeredType } from "../steering/config.js";
import type { PolicyName, PolicyNode, PoolNode, TargetNode } from "./pool-tree.js";
import type { FaultList } from "./steering-faults.js";
import type { SteerDocument } from "./steering-schema.js";

/** The places of an RRset's targets, and what its entry says of all pools. */
export interface PolicyContext {
  readonly type: SteeredType;
  readonly entry: SteerDocument;
  readonly placeOf: (target: TargetNode) => number;
}

/** Null if no target below is of the type. */
export function policyOf(node: PolicyNode, context: PolicyContext): Policy | null {
  const kept = node.members.flatMap((member) => {
    const made =
      member.kind === "pool"
        ? poolOf(member, node.policy, context)
        : policyOf(member, { ...context });
    return made === null ? [] : [{ member, made }];
  });
  if (kept.length === 0) return null;
  const isGeo = node.policy === "geo";
  const members = kept.map(({ member }) => member);
  return {
    kind: isGeo ? "geo" : node.policy === "all" ? "all" : "failover",
    path: node.path,
    members: kept.map(({ made }) => made),
    overprovision: node.overprovision,
    probeShare: node.probeShare,
    regions: isGeo ? members.map((member) => regionOf(member, members)) : [],
  };
}

function poolOf(node: PoolNode, policy: PolicyName, context: PolicyContext): Pool | null {
  const targets = node.targets.filter(({ type }) => type === context.type).map(context.placeOf);
  if (targets.length === 0) return null;
  const { shed } = context.entry;
  return {
    kind: "pool",
    path: node.path,
    targets,
    pick: pickOf(node, policy, context.entry, targets.length),
    minHealthy: shareOf(node.minHealthy, targets.length),
    shed: shed === undefined ? null : { low: shed.low, high: shed.high },
  };
}

function pickOf(node: PoolNode, policy: PolicyName, entry: SteerDocument, targets: number): Pick {
  const max = Math.min(entry.maxAnswers ?? targets, targets);
  const wanted =
    node.pick ?? entry.pick ?? (policy === "weighted" || policy === "sticky" ? 1 : "all");
  if (wanted === "all") return { kind: "all", max };
  const count = Math.min(wanted, max);
  if (policy !== "sticky") return { kind: "weighted", count };
  const { v4 = 24, v6 = 56 } = entry.stickyPrefix ?? {};
  return { kind: "sticky", count, prefix4: v4, prefix6: v6 };
}

function shareOf(wanted: PoolNode["minHealthy"], targets: number): number {
  return "share" in wanted ? wanted.share : Math.min(1, wanted.count / Math.max(1, targets));
}

type Member = PolicyNode | PoolNode;

function regionOf(member: Member, members: readonly Member[]): Region {
  const { for: wanted, else: instead } = member.written ?? {};
  const names = members.map(nameOf);
  const others = members.map((_, place) => place).filter((place) => members[place] !== member);
  return {
    continents: wanted?.continents ?? [],
    countries: wanted?.countries ?? [],
    subdivisions: wanted?.subdivisions ?? [],
    networks: wanted?.networks ?? [],
    order:
      instead === undefined
        ? others
        : instead.map((name) => names.indexOf(name)).filter((place) => place !== -1),
  };
}

function nameOf({ path }: Member): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** What `for`, `else`, `pick` and weights say, held against the policy that they stand under. */
export function lookAtPolicy(node: PolicyNode, faults: FaultList): void {
  if (node.policy === "geo") lookAtRegions(node, faults);
  for (const member of node.members) {
    const { at, written } = member;
    if (node.policy !== "geo") {
      for (const key of ["for", "else"] as const) {
        if (written?.[key] === undefined) continue;
        const message = `is for geo policies, and this one is ${node.policy}`;
        faults.add("steering-value", [...at, key], message, "set policy: geo above the pools");
      }
    }
    if (member.kind === "policy") lookAtPolicy(member, faults);
    else lookAtWeights(member, node.policy, faults);
  }
}

function lookAtWeights({ targets, at, pick }: PoolNode, policy: PolicyName, faults: FaultList) {
  const isDrawn = typeof pick === "number" || policy === "weighted" || policy === "sticky";
  if (!isDrawn || targets.length === 0 || targets.some(({ weight }) => weight > 0)) return;
  const hint = "give one of them a weight above 0; `state: drain` takes a target out";
  faults.add("steering-value", [...at, "targets"], "all weights are 0: none can be drawn", hint);
}

function lookAtRegions({ members, at }: PolicyNode, faults: FaultList): void {
  const names = members.map(nameOf);
  const claimed = new Map<string, string>();
  for (const member of members) {
    const { written } = member;
    for (const [key, codes] of Object.entries(written?.for ?? {})) {
      for (const code of codes ?? []) {
        const other = claimed.get(`${key} ${code}`);
        if (other !== undefined) {
          const message = `${code} is what ${other} is for`;
          faults.add("steering-duplicate", [...member.at, "for", key], message);
        } else claimed.set(`${key} ${code}`, nameOf(member));
      }
    }
    for (const [i, name] of (written?.else ?? []).entries()) {
      needPool(name, nameOf(member), names, [...member.at, "else", i], faults);
    }
  }
  if (claimed.size > 0) return;
  const hint = "say whom the pools are for: for: { continents: EU }";
  faults.add("steering-key", [...at, "policy"], "is geo, and no pool has for", hint);
}

function needPool(
  name: string,
  own: string,
  names: readonly string[],
  at: SchemaPath,
  faults: FaultList,
): void {
  if (name === own) {
    faults.add("steering-reference", at, `${name} cannot stand in for itself`, "name another pool");
  } else if (!names.includes(name)) {
    const meant = suggest(name, names);
    const hint = meant === undefined ? `pools here: ${names.join(", ")}` : `did you mean ${meant}?`;
    faults.add("steering-reference", at, `no pool beside it is called ${name}`, hint);
  }
}
