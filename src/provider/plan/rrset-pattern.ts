/** Patterns of the configuration that name RRsets: `@ MX`, `_acme-challenge.** TXT`. */
import { nameFromText } from "../../dns/name-text.js";
import { typeName } from "../../dns/rr/registry.js";
import type { RrsetPattern } from "../contract/member.js";
import type { Rrset } from "../rrset/rrset.js";

/** The first pattern that the RRset of the zone matches, as written; null if none does. */
export function matchedPattern(
  patterns: readonly RrsetPattern[],
  rrset: Pick<Rrset, "owner" | "type">,
  apex: Uint8Array,
): string | null {
  if (patterns.length === 0) return null;
  const type = typeName(rrset.type);
  const name = labelsOf(rrset.owner, rrset.owner.length - apex.length);
  const found = patterns.find(
    ({ owner, types }) =>
      (types.length === 0 || types.includes(type)) && isMatch(patternLabels(owner), name),
  );
  return found === undefined ? null : [found.owner, found.types.join(",")].join(" ").trimEnd();
}

/**
 * `*` is any one label, `**` any number of them. What follows a `**` is tried at one label after the
 * other; an earlier `**` need never be tried again, so many of them cost no more than one.
 */
function isMatch(pattern: readonly string[], name: readonly string[]): boolean {
  let at = 0;
  let starAt = -1;
  let triedFrom = 0;
  for (let i = 0; i < name.length; ) {
    if (pattern[at] === "**") {
      starAt = at++;
      triedFrom = i;
    } else if (at < pattern.length && (pattern[at] === "*" || pattern[at] === name[i])) {
      at++;
      i++;
    } else if (starAt !== -1) {
      at = starAt + 1;
      i = ++triedFrom;
    } else return false;
  }
  while (pattern[at] === "**") at++;
  return at === pattern.length;
}

const known = new Map<string, readonly string[]>();
/** Patterns taken apart are remembered: a configuration has few, a zone many owners. */
const knownMax = 10_000;

function patternLabels(owner: string): readonly string[] {
  let labels = known.get(owner);
  if (labels !== undefined) return labels;
  const name = owner === "@" ? undefined : nameFromText(owner.toLowerCase());
  // A pattern that is no name matches nothing but itself, which no owner is.
  labels = owner === "@" ? [] : name === undefined ? ["\0"] : labelsOf(name, name.length - 1);
  if (known.size >= knownMax) known.clear();
  known.set(owner, labels);
  return labels;
}

/** Labels of the name up to the octet `end`. */
function labelsOf(name: Uint8Array, end: number): string[] {
  const labels: string[] = [];
  for (let at = 0; at < end; at += name[at]! + 1) {
    labels.push(Buffer.from(name.subarray(at + 1, at + 1 + name[at]!)).toString("latin1"));
  }
  return labels;
}
