/**
 * Domain names in wire form: ranges of byte arrays, never objects. A name is a run of labels, each
 * an octet of length and that many octets, ended by the root label 0 (RFC 1035 §3.1).
 *
 *   3 w w w 7 e x a m p l e 3 c o m 0
 *
 * Length octets are at most 63 and letters start at 65, so a whole name is folded to lower case
 * octet by octet without looking for labels.
 */
import { limits } from "../base/limits.js";

/** The root, "." in text. */
export const rootName: Uint8Array = Uint8Array.of(0);

/** `lowerOf[octet]`: ASCII capitals to small letters, all else unchanged (RFC 4343 §3). */
export const lowerOf: Uint8Array = Uint8Array.from({ length: 256 }, (_, octet) =>
  octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet,
);

/** Folds names in place. The range may hold several names, or none. */
export function lowerCase(bytes: Uint8Array, start: number, end: number): void {
  for (let i = start; i < end; i++) bytes[i] = lowerOf[bytes[i]!]!;
}

/**
 * Offset behind the uncompressed name that starts at `at`; -1 if `bytes[at, limit)` holds none: a
 * label too long or a compression pointer, more than 255 octets, or no root label before `limit`.
 */
export function nameEnd(bytes: Uint8Array, at: number, limit: number): number {
  const last = Math.min(limit, at + limits.nameBytesMax);
  while (at < last) {
    const length = bytes[at]!;
    if (length === 0) return at + 1;
    if (length > limits.labelBytesMax) return -1;
    at += length + 1;
  }
  return -1;
}

/** Equality without case (RFC 4343 §3) of two ranges of `length` octets. */
export function namesEqual(
  a: Uint8Array,
  aStart: number,
  b: Uint8Array,
  bStart: number,
  length: number,
): boolean {
  for (let i = 0; i < length; i++) {
    const octet = a[aStart + i]!;
    const other = b[bStart + i]!;
    if (octet !== other && lowerOf[octet] !== lowerOf[other]) return false;
  }
  return true;
}

/**
 * Writes the offset of each label of the well-formed name at `at` into `offsets`, relative to `at`,
 * the root label left out, and returns how many there are. `offsets` has `limits.labelsMax` places.
 */
export function labelOffsets(name: Uint8Array, at: number, offsets: Uint8Array): number {
  let count = 0;
  let offset = 0;
  for (let length = name[at]!; length !== 0; length = name[at + offset]!) {
    offsets[count++] = offset;
    offset += length + 1;
  }
  return count;
}

/** Labels of the well-formed name at `at`; the root label does not count. */
export function labelCount(name: Uint8Array, at: number): number {
  let count = 0;
  for (let length = name[at]!; length !== 0; length = name[at]!) {
    count++;
    at += length + 1;
  }
  return count;
}

/** Whether `name` is `ancestor` or below it (RFC 9499 §7, "subdomain"), without case. */
export function isSubdomain(
  name: Uint8Array,
  nameStart: number,
  nameStop: number,
  ancestor: Uint8Array,
  ancestorStart: number,
  ancestorStop: number,
): boolean {
  const length = ancestorStop - ancestorStart;
  const from = nameStop - length;
  // The tail must begin at a label, not inside one.
  let at = nameStart;
  while (at < from) at += name[at]! + 1;
  return at === from && namesEqual(name, from, ancestor, ancestorStart, length);
}

const offsetsOfA = new Uint8Array(limits.labelsMax);
const offsetsOfB = new Uint8Array(limits.labelsMax);

/**
 * Canonical order (RFC 4034 §6.1) of the well-formed names at `aStart` and `bStart`: labels from
 * the root on, as lower-case octet strings. Negative if a sorts first, 0 if equal.
 */
export function compareNames(a: Uint8Array, aStart: number, b: Uint8Array, bStart: number): number {
  const aLabels = labelOffsets(a, aStart, offsetsOfA);
  const bLabels = labelOffsets(b, bStart, offsetsOfB);
  const shared = Math.min(aLabels, bLabels);
  for (let i = 1; i <= shared; i++) {
    const order = compareLabels(
      a,
      aStart + offsetsOfA[aLabels - i]!,
      b,
      bStart + offsetsOfB[bLabels - i]!,
    );
    if (order !== 0) return order;
  }
  return aLabels - bLabels;
}

function compareLabels(a: Uint8Array, aAt: number, b: Uint8Array, bAt: number): number {
  const aLength = a[aAt]!;
  const bLength = b[bAt]!;
  const shared = Math.min(aLength, bLength);
  for (let i = 1; i <= shared; i++) {
    const order = lowerOf[a[aAt + i]!]! - lowerOf[b[bAt + i]!]!;
    if (order !== 0) return order;
  }
  return aLength - bLength;
}
