/**
 * Which of many suffixes a name ends with, asked for a million names: the last octets of a name are
 * enough to send away nearly all of them.
 *
 *   … 5 a z u r e 13 w e b s i t e s … 3 n e t 0
 *                            └─── tail ───────┘
 */
import { assert } from "../../src/base/assert.js";
import { isSubdomain, lowerOf } from "../../src/dns/name.js";
import { lowerNameFromText } from "../../src/dns/name-text.js";

const tailBytes = 8;
const slots = 1 << 12;

interface Row<T> {
  readonly suffix: Uint8Array;
  readonly value: T;
}

export class NameSuffixes<T> {
  /** Whether any suffix has a tail that falls into this slot. */
  private readonly filter = new Uint8Array(slots);
  private readonly rows = new Map<number, Row<T>[]>();

  /** Suffixes in presentation form, absolute, of two labels or more. */
  constructor(suffixes: Iterable<readonly [suffix: string, value: T]>) {
    for (const [text, value] of suffixes) {
      const suffix = lowerNameFromText(text);
      assert(
        suffix !== undefined && suffix.length >= tailBytes,
        `"${text}" is a name of some length`,
      );
      const slot = slotOf(suffix, suffix.length);
      this.filter[slot] = 1;
      const rows = this.rows.get(slot) ?? [];
      rows.push({ suffix, value });
      rows.sort((a, b) => b.suffix.length - a.suffix.length);
      this.rows.set(slot, rows);
    }
  }

  /** What the longest suffix of the wire name `name[start, end)` stands for, if it has one. */
  find(name: Uint8Array, start: number, end: number): T | undefined {
    if (end - start < tailBytes) return undefined;
    const slot = slotOf(name, end);
    if (this.filter[slot] === 0) return undefined;
    return this.rows
      .get(slot)
      ?.find(({ suffix }) => isSubdomain(name, start, end, suffix, 0, suffix.length))?.value;
  }
}

function slotOf(name: Uint8Array, end: number): number {
  let hash = 0;
  for (let i = end - tailBytes; i < end - 1; i++) {
    hash = (Math.imul(hash, 31) + lowerOf[name[i]!]!) | 0;
  }
  return (hash ^ (hash >>> 12)) & (slots - 1);
}
