/** One step along aliases, as a resolver takes it that has only the zones of this repository. */
import { limits } from "../../src/base/limits.js";
import { lowerCase } from "../../src/dns/name.js";
import { type NameFinder, type Standing, standing } from "../name-finder.js";
import { rrtype } from "../rrtype.js";

/** How following a name ended: where it stands, or that it does not within what answers follow. */
export interface AliasWalk {
  /** Aliases and redirections that were followed. */
  readonly steps: number;
  readonly end: Standing | "never";
}

/** Follows the wire name, through CNAME and DNAME, to where it leads. */
export function followName(finder: NameFinder, name: Uint8Array): AliasWalk {
  const seen = new Set<string>();
  let at: Uint8Array = name.slice();
  for (let steps = 0; steps <= limits.chainStepsMax; steps++) {
    lowerCase(at, 0, at.length);
    const key = Buffer.from(at).toString("latin1");
    if (seen.has(key)) break;
    seen.add(key);
    const end = finder.find(at, 0);
    const next = nextName(finder, at, end);
    if (next === undefined) return { steps, end };
    if (next.length > limits.nameBytesMax) break;
    at = next;
  }
  return { steps: seen.size, end: "never" };
}

/** Where the name that the finder has just looked up leads; undefined if it stands for itself. */
function nextName(finder: NameFinder, name: Uint8Array, found: Standing): Uint8Array | undefined {
  const { zone, owner } = finder;
  if (zone === undefined) return undefined;
  if (found === standing.dname) {
    const dname = zone.rrset(owner, rrtype.DNAME);
    const { nameStart } = zone.zone;
    const ownerLength = nameStart[owner + 1]! - nameStart[owner]!;
    const prefix = name.subarray(0, name.length - ownerLength);
    const target = targetOf(finder, dname);
    const next = new Uint8Array(prefix.length + target.length);
    next.set(prefix);
    next.set(target, prefix.length);
    return next;
  }
  if (found !== standing.data && found !== standing.wildcard) return undefined;
  const cname = zone.rrset(owner, rrtype.CNAME);
  return cname === -1 ? undefined : targetOf(finder, cname).slice();
}

function targetOf({ zone }: NameFinder, rrset: number): Uint8Array {
  if (zone === undefined) return Uint8Array.of(0);
  const record = zone.firstRecord(rrset);
  return zone.zone.rdata.subarray(zone.rdataStart(record), zone.rdataEnd(record));
}
