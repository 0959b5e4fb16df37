/**
 * Several of many, drawn by weight: what is drawn for one answer is drawn without replacement, so
 * it is prepared as whole sets, each with the share of answers that it has. Systematic sampling:
 * members lie along a line, each as long as it is likely to be in an answer, and an answer takes
 * those that lie one unit apart from a random start. The set changes only where a member ends, so
 * there are no more sets than members, and each member is in as many answers as its weight says.
 * (Madow, On the Theory of Systematic Sampling II, 1949.)
 */

export interface Draw {
  /** Above 0; the shares of all draws are 1 together. */
  readonly share: number;
  /** Places in the weights, ascending. */
  readonly members: readonly number[];
}

/** Shorter pieces of the line are rounding. */
const pieceMin = 1e-9;

/** The sets of `count` members that are drawn. Weights that are not above 0 are never drawn. */
export function draws(weights: readonly number[], count: number): Draw[] {
  return drawsByChance(inclusion(weights, count));
}

/** The sets in which each member is as likely as its chance says, 0 to 1. */
export function drawsByChance(chances: readonly number[]): Draw[] {
  const ends: number[] = [];
  let end = 0;
  for (const chance of chances) {
    end += chance;
    ends.push(end);
  }
  const starts = ends.map((at) => at - Math.floor(at)).sort((a, b) => a - b);
  const found: { share: number; readonly members: readonly number[] }[] = [];
  let from = 0;
  for (const to of [...starts, 1]) {
    const share = to - from;
    if (share > pieceMin) {
      const members = membersAt(ends, from + share / 2);
      const last = found[found.length - 1];
      if (last !== undefined && sameMembers(last.members, members)) last.share += share;
      else found.push({ share, members });
    }
    from = Math.max(from, to);
  }
  return found;
}

function sameMembers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((member, i) => member === b[i]);
}

/** How likely each member is in a set: by weight, and no more than certain. */
export function inclusion(weights: readonly number[], count: number): number[] {
  const usable = weights.map((weight) => (weight > 0 && Number.isFinite(weight) ? weight : 0));
  const chances = usable.map(() => 0);
  let free = usable.flatMap((weight, member) => (weight > 0 ? [member] : []));
  let left = Math.min(count, free.length);
  // Who is certain leaves a place and its weight to the others; then others may be certain, too.
  for (;;) {
    const sum = free.reduce((total, member) => total + usable[member]!, 0);
    const certain = free.filter((member) => usable[member]! * left >= sum * (1 - 1e-12));
    if (certain.length === 0 || left === 0) {
      for (const member of free) chances[member] = left === 0 ? 0 : (usable[member]! * left) / sum;
      return chances;
    }
    for (const member of certain) chances[member] = 1;
    free = free.filter((member) => !certain.includes(member));
    left -= certain.length;
  }
}

/** The members that lie at `start`, `start + 1`, … */
function membersAt(ends: readonly number[], start: number): number[] {
  const members: number[] = [];
  const whole = ends[ends.length - 1] ?? 0;
  for (let at = start; at < whole; at++) {
    // The first that ends behind it.
    let low = members.length === 0 ? 0 : members[members.length - 1]! + 1;
    let high = ends.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle]! > at) high = middle;
      else low = middle + 1;
    }
    members.push(low);
  }
  return members;
}
