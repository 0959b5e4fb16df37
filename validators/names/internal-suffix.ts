/** Names that end in a top-level name of somebody's own network. */
import { labelIs } from "../targets.js";

/** Top-level names that only exist inside somebody's network, and never in the public DNS. */
const internal = new Set(
  "local localhost localdomain internal intranet private corp home lan".split(" "),
);
/** Of `lan` and `localdomain`; `com` and `info` are common, and begin like some of these. */
const internalLengthMin = 3;
const internalLengthMax = 11;
/** First letters of those and of `arpa`: most names end in others. */
const firstLetters = new Set([..."lipcha"].map((letter) => letter.charCodeAt(0)));

/** Whether the name ends in one of the internal top-level names, or is below home.arpa. */
export function isInternal(name: Uint8Array, at: number): boolean {
  let last = at;
  let above = -1;
  for (; name[at] !== 0; at += name[at]! + 1) {
    above = last === at ? -1 : last;
    last = at;
  }
  const length = name[last]!;
  if (length < internalLengthMin || length > internalLengthMax) return false;
  if (!firstLetters.has(name[last + 1]! | 0x20)) return false;
  if (labelIs(name, last, "arpa")) return above !== -1 && labelIs(name, above, "home");
  const label = Buffer.from(name.buffer, name.byteOffset + last + 1, length).toString("latin1");
  return internal.has(label.toLowerCase());
}
