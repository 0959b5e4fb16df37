/**
 * A question for a name that only a wildcard answers. A server may hold the wildcard's RRset and
 * still not answer from it, so asking for the literal `*` alone proves too little (RFC 4592 §2.2.1).
 */
import type { Expectancy } from "./expected.js";
import { isWildcard } from "./wildcard.js";
import type { ZoneShape } from "./zone-shape.js";

const NS = 2;
const DNAME = 39;
const DS = 43;
/** What servers make of these at a wildcard is not defined (RFC 4592 §4.2, §4.4, §4.6). */
const undefinedTypes: ReadonlySet<number> = new Set([NS, DNAME, DS]);
const nameLengthMax = 255;

/**
 * The same as `there`, asked of a made-up name below the wildcard; null where nothing is to be
 * learnt from that. `randomId` gives numbers below 2^16.
 */
export function wildcardProbe(
  there: Expectancy,
  shape: ZoneShape,
  randomId: () => number,
): Expectancy | null {
  const { owner, type } = there.question;
  if (!isWildcard(owner) || undefinedTypes.has(type)) return null;
  const { kind } = there.expected;
  if (kind === "hidden" || (kind === "absent" && there.expected.how === null)) return null;
  const parent = owner.subarray(2);
  for (;;) {
    const name = Buffer.concat([labelOf(randomId), parent]);
    if (name.length > nameLengthMax) return null;
    if (!shape.has(name)) return { ...there, question: { owner: new Uint8Array(name), type } };
  }
}

function labelOf(randomId: () => number): Buffer {
  const part = () => randomId().toString(16).padStart(4, "0");
  const label = `probe-${part()}${part()}`;
  return Buffer.from(`${String.fromCharCode(label.length)}${label}`, "latin1");
}
