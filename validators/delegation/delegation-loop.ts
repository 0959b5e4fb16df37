import type { Rule } from "../rule.js";
import { type Nameservers, nameserversOf, serverStanding } from "./nameservers.js";

export const delegationLoop: Rule = {
  id: "delegation-loop",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 9471 §2.3",
  summary: "Delegated zones need each other to be found, and nothing breaks the circle.",
  why: "To reach one zone a resolver needs the address of a server in the other, and the other way round. Both are unreachable, although each looks right alone.",
  hint: "add the address of at least one of the nameservers as glue",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const servers = nameserversOf(context);
    const reachable = reachableSets(servers);
    for (let k = 0; k < servers.sets.length && !found.isFull; k++) {
      if (reachable[k] === 1) continue;
      const name = zone.ownerText(servers.delegated(k));
      found.at(
        zone.firstRecord(servers.sets[k]!),
        "owner",
        `${name} cannot be reached: the way to each of its nameservers leads back to itself`,
      );
    }
    return found.diagnostics;
  },
};

/**
 * 1 for each set with a server that can be found. Such a server makes its zone reachable, and with
 * it every server below that zone's cut, and so on from set to set.
 */
function reachableSets(servers: Nameservers): Uint8Array {
  const reachable = new Uint8Array(servers.sets.length);
  const waiting = new Map<number, number[]>();
  const todo: number[] = [];
  for (let k = 0; k < servers.sets.length; k++) {
    if (!waitsForSiblings(servers, k, waiting)) reachable[k] = 1;
  }
  if (waiting.size === 0) return reachable;
  for (let k = 0; k < servers.sets.length; k++) {
    if (reachable[k] === 1) todo.push(servers.delegated(k));
  }
  for (let cut = todo.pop(); cut !== undefined; cut = todo.pop()) {
    for (const k of waiting.get(cut) ?? []) {
      if (reachable[k] === 1) continue;
      reachable[k] = 1;
      todo.push(servers.delegated(k));
    }
    waiting.delete(cut);
  }
  return reachable;
}

/** Whether all servers of a delegation are below other cuts; notes under each cut who waits for it. */
function waitsForSiblings(
  servers: Nameservers,
  k: number,
  waiting: Map<number, number[]>,
): boolean {
  // Who reads the zone's own NS records has found it already.
  if (servers.delegated(k) === 0) return false;
  const first = servers.first[k]!;
  const end = servers.first[k + 1]!;
  for (let i = first; i < end; i++) {
    if (servers.standing(i) !== serverStanding.noSiblingGlue) return false;
  }
  for (let i = first; i < end; i++) {
    const list = waiting.get(servers.owner(i));
    if (list === undefined) waiting.set(servers.owner(i), [k]);
    else list.push(k);
  }
  return true;
}
