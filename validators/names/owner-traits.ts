/**
 * What strikes the eye in the names of a zone, seen in one walk over all of them, so that each rule
 * about names only looks closer at the few that matter to it. The labels of the apex count for the
 * apex alone: what is said of them is said once.
 */
import { onceAZone } from "../once-a-zone.js";
import type { RuleContext } from "../rule-context.js";
import type { ZoneIndex } from "../zone-index.js";

const HYPHEN = 0x2d;

export const trait = {
  /** An octet that no host name has: not a letter, a digit or a hyphen. */
  odd: 1,
  /** A label that starts with an underscore. */
  underscored: 2,
  /** A label that starts or ends with a hyphen. */
  edgeHyphen: 4,
  /** A label with hyphens in the third and fourth place that is no A-label. */
  reservedHyphens: 8,
  /** A label that starts with `xn--`. */
  aLabel: 16,
  /** An octet above 127. */
  eightBit: 32,
  /** A label with three hyphens or more. */
  manyHyphens: 64,
  /** The zone's own name stands before the zone's name. */
  apexTwice: 128,
} as const;

const octet = { plain: 0, hyphen: 1, odd: 2, eightBit: 4 } as const;

const kindOf = Uint8Array.from({ length: 256 }, (_, value) => {
  if (value >= 0x80) return octet.eightBit;
  if (value === HYPHEN) return octet.hyphen;
  return /[0-9A-Za-z]/.test(String.fromCharCode(value)) ? octet.plain : octet.odd;
});

/** One set of `trait` bits an owner. */
export const ownerTraits = onceAZone(({ zone }): Uint8Array => {
  const { ownerCount, names, nameStart, apex } = zone.zone;
  const traits = new Uint8Array(ownerCount);
  traits[0] = traitsOf(names, nameStart[0]!, nameStart[1]! - 1);
  // A top-level domain may well be delegated below itself: com.com.
  const canRepeat = apex[0] !== 0 && apex[apex[0]! + 1] !== 0;
  for (let owner = 1; owner < ownerCount; owner++) {
    const end = nameStart[owner + 1]! - apex.length;
    const start = nameStart[owner]!;
    let found = traitsOf(names, start, end);
    if (canRepeat && end - start >= apex.length - 1 && repeatsApex(zone, start, end)) {
      found |= trait.apexTwice;
    }
    traits[owner] = found;
  }
  return traits;
});

/** Owners that have one of these traits at least. */
export function* ownersWith(context: RuleContext, wanted: number): Generator<number> {
  const traits = ownerTraits(context);
  for (let owner = 0; owner < traits.length; owner++) {
    if ((traits[owner]! & wanted) !== 0) yield owner;
  }
}

/** Of the labels in `names[at, end)`. */
export function traitsOf(names: Uint8Array, at: number, end: number): number {
  let found = 0;
  while (at < end) {
    const length = names[at]!;
    const last = at + length;
    let hyphens = 0;
    let seen = 0;
    for (let i = at + 1; i <= last; i++) {
      const kind = kindOf[names[i]!]!;
      seen |= kind;
      hyphens += kind & 1;
    }
    if (hyphens !== 0) found |= hyphenTraits(names, at, length, hyphens);
    if (seen > 1) found |= oddTraits(names, at, length, seen);
    at = last + 1;
  }
  return found;
}

function hyphenTraits(names: Uint8Array, at: number, length: number, hyphens: number): number {
  let found = hyphens >= 3 ? trait.manyHyphens : 0;
  if (names[at + 1] === HYPHEN || names[at + length] === HYPHEN) found |= trait.edgeHyphen;
  if (length > 3 && names[at + 3] === HYPHEN && names[at + 4] === HYPHEN) {
    found |= isALabel(names, at) ? trait.aLabel : trait.reservedHyphens;
  }
  return found;
}

function oddTraits(names: Uint8Array, at: number, length: number, seen: number): number {
  // An asterisk alone is the wildcard.
  if (length === 1 && names[at + 1] === 0x2a) return 0;
  let found: number = trait.odd;
  if ((seen & octet.eightBit) !== 0) found |= trait.eightBit;
  if (names[at + 1] === 0x5f) found |= trait.underscored;
  return found;
}

/** Whether the label at `names[at]` starts with `xn--`. */
export function isALabel(names: Uint8Array, at: number): boolean {
  return (
    names[at]! > 3 &&
    (names[at + 1]! | 0x20) === 0x78 &&
    (names[at + 2]! | 0x20) === 0x6e &&
    names[at + 3] === HYPHEN &&
    names[at + 4] === HYPHEN
  );
}

/** Whether the labels `names[start, end)` end with those of the apex. */
function repeatsApex({ zone }: ZoneIndex, start: number, end: number): boolean {
  const { names, apex } = zone;
  const from = end - apex.length + 1;
  for (let i = 0; i < apex.length - 1; i++) if (names[from + i] !== apex[i]) return false;
  let at = start;
  while (at < from) at += names[at]! + 1;
  return at === from;
}
