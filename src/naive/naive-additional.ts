/** Additional data as docs/answers.md says, from field positions of its own. */
import { type Labels, labelsInRdata, type NaiveRrset, type NaiveZone } from "./naive-zone.js";

const A = 1;
const AAAA = 28;
const SVCB = 64;
const HTTPS = 65;

/** TYPE → how many octets of RDATA come before the name whose addresses are wanted. */
const octetsBeforeTarget: ReadonlyMap<number, number> = new Map([
  [2, 0], // NS (RFC 1035 §3.3.11)
  [15, 2], // MX, behind PREFERENCE (RFC 1035 §3.3.9)
  [18, 2], // AFSDB, behind SUBTYPE (RFC 1183 §1)
  [21, 2], // RT, behind PREFERENCE (RFC 1183 §3.3)
  [33, 6], // SRV, behind PRIORITY, WEIGHT, PORT (RFC 2782)
  [36, 2], // KX, behind PREFERENCE (RFC 2230 §3.1)
  [SVCB, 2], // behind SvcPriority (RFC 9460 §2.2)
  [HTTPS, 2],
]);

/** `source` is where the RRset stands in the zone: its owner, or the wildcard that it comes from. */
export function additionalOf(
  zone: NaiveZone,
  rrset: NaiveRrset,
  source: Labels = rrset.owner,
): NaiveRrset[] {
  const before = octetsBeforeTarget.get(rrset.type);
  if (before === undefined) return [];
  const isServiceBinding = rrset.type === SVCB || rrset.type === HTTPS;
  const found: NaiveRrset[] = [];
  for (const rdata of rrset.rdata) {
    let target: Labels = labelsInRdata(rdata, before);
    let owner = target;
    if (isServiceBinding && target.length === 0) {
      const isAliasMode = rdata.startsWith("0000");
      if (isAliasMode) continue;
      owner = rrset.owner;
      target = source;
    }
    for (const type of isServiceBinding ? [A, AAAA, rrset.type] : [A, AAAA]) {
      const addresses = zone.rrsetsAt(target)?.get(type);
      if (addresses !== undefined) found.push({ ...addresses, owner });
    }
  }
  return found;
}
