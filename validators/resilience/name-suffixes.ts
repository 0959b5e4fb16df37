/**
 * Which of many suffixes a name ends with, asked for a million names: the last octets of a name are
 * enough to send away nearly all of them.
 *
 *   … 13 a z u r e w e b s i t e s 3 n e t 0
 *                              └┴─ two octets, which tell most names apart
 */
import { assert } from "../../src/base/assert.js";
import { isSubdomain } from "../../src/dns/name.js";
import { lowerNameFromText } from "../../src/dns/name-text.js";

const suffixBytesMin = 8;

interface Row<T> {
  readonly suffix: Uint8Array;
  readonly value: T;
}

export class NameSuffixes<T> {
  /** Whether any suffix has these two octets in these places. */
  private readonly pairs = new Uint8Array(0x1_0000);
  private readonly rows = new Map<number, Row<T>[]>();

  /** Suffixes in presentation form, absolute. */
  constructor(suffixes: Iterable<readonly [suffix: string, value: T]>) {
    for (const [text, value] of suffixes) {
      const suffix = lowerNameFromText(text);
      assert(suffix !== undefined && suffix.length >= suffixBytesMin, `"${text}" is long enough`);
      const pair = pairOf(suffix, suffix.length);
      this.pairs[pair] = 1;
      const rows = [...(this.rows.get(pair) ?? []), { suffix, value }];
      this.rows.set(
        pair,
        rows.sort((a, b) => b.suffix.length - a.suffix.length),
      );
    }
  }

  /** What the longest suffix of the wire name `name[start, end)` stands for, if it has one. */
  find(name: Uint8Array, start: number, end: number): T | undefined {
    if (end - start < suffixBytesMin) return undefined;
    const pair = pairOf(name, end);
    if (this.pairs[pair] === 0) return undefined;
    return this.rows
      .get(pair)
      ?.find(({ suffix }) => isSubdomain(name, start, end, suffix, 0, suffix.length))?.value;
  }
}

/** Bit 0x20 is set in both, so that letters are alike in either case. */
function pairOf(name: Uint8Array, end: number): number {
  return ((name[end - 7]! | 0x20) << 8) | name[end - 6]! | 0x20;
}
