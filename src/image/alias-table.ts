/** Drawing by weight in one step, however many there are: Vose's alias method. */

export interface AliasTable {
  /**
   * For each cell: the share of it, of 2^32, that is its own. Random numbers below it are the
   * cell's, the others its alias's.
   */
  readonly threshold: Uint32Array;
  readonly alias: Uint16Array;
}

const whole = 2 ** 32;

/** Weights that are not above 0 are never drawn; if none is, all are drawn alike. */
export function aliasTable(weights: readonly number[]): AliasTable {
  const count = weights.length;
  const usable = weights.map((weight) => (weight > 0 && Number.isFinite(weight) ? weight : 0));
  const sum = usable.reduce((total, weight) => total + weight, 0);
  const scaled = usable.map((weight) => (sum > 0 ? (weight / sum) * count : 1));
  const threshold = new Uint32Array(count).fill(whole - 1);
  const alias = Uint16Array.from(weights, (_, cell) => cell);
  const small = cells(scaled, (share) => share < 1);
  const large = cells(scaled, (share) => share >= 1);
  while (small.length > 0 && large.length > 0) {
    const less = small.pop()!;
    const more = large.pop()!;
    threshold[less] = Math.min(whole - 1, Math.round(scaled[less]! * whole));
    alias[less] = more;
    scaled[more] = scaled[more]! + scaled[less]! - 1;
    (scaled[more]! < 1 ? small : large).push(more);
  }
  // What rounding left over has its cell for itself. A weight of 0 never is among it, unless …
  for (const cell of small)
    if (usable[cell] === 0 && sum > 0) giveAway(cell, usable, threshold, alias);
  return { threshold, alias };
}

/** … its partner was rounded away: then the cell is somebody else's as a whole. */
function giveAway(
  cell: number,
  usable: readonly number[],
  threshold: Uint32Array,
  alias: Uint16Array,
): void {
  threshold[cell] = 0;
  alias[cell] = usable.indexOf(Math.max(...usable));
}

function cells(scaled: readonly number[], isIn: (share: number) => boolean): number[] {
  return scaled.flatMap((share, cell) => (isIn(share) ? [cell] : []));
}
