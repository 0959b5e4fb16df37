/**
 * Where each CNAME of a zone leads. Several rules follow aliases, and a zone may have a hundred
 * thousand: each is looked up once, and chains inside the zone are followed as numbers.
 */
import { standing } from "../name-finder.js";
import { onceAZone } from "../once-a-zone.js";
import { rrtype } from "../rrtype.js";
import type { RuleContext } from "../rule-context.js";
import type { ZoneIndex } from "../zone-index.js";
import { followName } from "./alias-walk.js";

/** Ends of an alias, where `next` is no other alias of the zone. */
export const aliasEnd = {
  /** At a name that has data, or is not ours to judge. */
  fine: -1,
  /** At a name without data that exists because of names below it. */
  empty: -2,
  /** At a name that a zone here says does not exist. */
  absent: -3,
  /** Nowhere: it goes on in another zone, or through a DNAME, and never ends. */
  never: -4,
} as const;

export interface AliasGraph {
  /** RRsets of type CNAME: the aliases, by whose place in this list the others go. */
  readonly rrsets: Uint32Array;
  /** The alias of this zone that it points at, or one of `aliasEnd`. */
  readonly next: Int32Array;
  /** The first alias on its way that never comes to data, itself or another one; -1: there is none. */
  readonly loop: Int32Array;
  /** Aliases followed until data comes, itself included; 0 for those that lead into a loop. */
  readonly steps: Uint32Array;
}

/** The graph of the zone that is being checked; made once for all rules. */
export const aliasGraphOf = onceAZone(makeGraph);

function makeGraph(context: RuleContext): AliasGraph {
  const rrsets = context.zone.rrsetsOf(rrtype.CNAME);
  const next = new Int32Array(rrsets.length);
  const steps = new Uint32Array(rrsets.length);
  for (let alias = 0; alias < rrsets.length; alias++) lookUp(context, rrsets, alias, next, steps);
  return { rrsets, next, steps, loop: followAll(next, steps) };
}

/** Notes where one alias points, and how many more aliases there are outside this zone. */
function lookUp(
  context: RuleContext,
  rrsets: Uint32Array,
  alias: number,
  next: Int32Array,
  steps: Uint32Array,
): void {
  const { zone, finder } = context;
  const record = zone.firstRecord(rrsets[alias]!);
  const target = zone.rdataStart(record);
  steps[alias] = 1;
  next[alias] = aliasEnd.fine;
  switch (finder.find(zone.zone.rdata, target)) {
    case standing.absent:
      next[alias] = aliasEnd.absent;
      return;
    case standing.emptyNonTerminal:
      next[alias] = aliasEnd.empty;
      return;
    case standing.dname:
      break;
    case standing.data:
    case standing.wildcard: {
      const there = finder.zone?.rrset(finder.owner, rrtype.CNAME) ?? -1;
      if (there === -1) return;
      if (finder.zone !== zone) break;
      next[alias] = placeOf(rrsets, there);
      return;
    }
    default:
      return;
  }
  const walk = followName(finder, zone.zone.rdata.subarray(target, zone.rdataEnd(record)));
  steps[alias] = 1 + walk.steps;
  if (walk.end === "never") next[alias] = aliasEnd.never;
  else if (walk.end === standing.absent) next[alias] = aliasEnd.absent;
  else if (walk.end === standing.emptyNonTerminal) next[alias] = aliasEnd.empty;
}

/** Place of a number in an ascending list that has it. */
function placeOf(list: Uint32Array, value: number): number {
  let low = 0;
  let high = list.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

const unseen = 0;
const onPath = 1;
const done = 2;

/** Follows every alias to its end, each once: `steps` becomes the sum; the result is `loop`. */
function followAll(next: Int32Array, steps: Uint32Array): Int32Array {
  const loop = new Int32Array(next.length).fill(-1);
  const mark = new Uint8Array(next.length);
  const path = new Uint32Array(next.length);
  for (let first = 0; first < next.length; first++) {
    let length = 0;
    let at = first;
    while (at >= 0 && mark[at] === unseen) {
      mark[at] = onPath;
      path[length++] = at;
      at = next[at]!;
    }
    // From here on back, everything that was passed; what is met on the path itself is a loop.
    let inLoop = at >= 0 && mark[at] === onPath;
    const entry = at;
    while (length > 0) {
      const alias = path[--length]!;
      const after = next[alias]!;
      if (inLoop || after === aliasEnd.never) loop[alias] = alias;
      else if (after >= 0) loop[alias] = loop[after]!;
      if (loop[alias] !== -1) steps[alias] = 0;
      else if (after >= 0) steps[alias] = steps[alias]! + steps[after]!;
      if (alias === entry) inLoop = false;
      mark[alias] = done;
    }
  }
  return loop;
}

/** Name of the owner of an alias, presentation form. */
export function aliasText(zone: ZoneIndex, graph: AliasGraph, alias: number): string {
  return zone.ownerText(zone.ownerOf(graph.rrsets[alias]!));
}
