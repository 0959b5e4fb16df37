/** Types whose TTLs somebody chose; those of the others follow from the zone (RFC 4034, 5155, 9077). */
import { rrtype } from "../rrtype.js";

const derived: ReadonlySet<number> = new Set([
  rrtype.RRSIG,
  rrtype.NSEC,
  rrtype.NSEC3,
  rrtype.NSEC3PARAM,
]);
/** From here on types are for private use (RFC 6895 §3.1): BIND keeps notes to itself there. */
const privateTypes = 65_280;

export function hasChosenTtl(type: number): boolean {
  return !derived.has(type) && type < privateTypes;
}
