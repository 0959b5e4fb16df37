/**
 * What a steered RRset comes to where one plain RRset is all there can be: at a provider that knows
 * no policy. Clients of no region stand for all clients, and of drawn answers those values are left
 * that come nearest to what is drawn.
 */
import type { SteeredRrset, SteeredType } from "./config.js";
import { answerValue, oddsOf } from "./explain-odds.js";
import type { Selection } from "./selection.js";

export interface ValueShare {
  /** Address in canonical text, or the absolute name that a CNAME leads to. */
  readonly value: string;
  /** Place of the first target with this value. */
  readonly place: number;
  /** Of the load, for clients that no region claims: 0 to 1. */
  readonly share: number;
}

/** Largest first, together 1; none if there is no data. Clients take any one value of an answer. */
export function valueShares(rrset: SteeredRrset, selection: Selection): ValueShare[] {
  const [everyone] = oddsOf(withoutRegions(selection), null, rrset.type);
  const shares = new Map<string, { place: number; share: number }>();
  for (const { targets, probability } of everyone?.answers ?? []) {
    for (const place of targets) {
      const value = answerValue(rrset, place);
      const share = probability / targets.length;
      const known = shares.get(value);
      if (known === undefined) shares.set(value, { place, share });
      else known.share += share;
    }
  }
  return [...shares]
    .map(([value, of]) => ({ value, ...of }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share || a.place - b.place);
}

/** Shares that differ by less are the same: what is left of adding fractions. */
const sameShare = 1e-9;

/**
 * The values with the largest shares, as many as come nearest to all shares when they are answered
 * together; of a CNAME one. Values with one share stay together. Ordered as text, so that the same
 * values are the same answer.
 */
export function plainValues(
  shares: readonly Pick<ValueShare, "value" | "share">[],
  type: SteeredType,
): string[] {
  const sorted = shares.toSorted((a, b) => b.share - a.share || (a.value < b.value ? -1 : 1));
  const count = type === "CNAME" ? 1 : nearestCount(sorted.map(({ share }) => share));
  return sorted
    .slice(0, count)
    .map(({ value }) => value)
    .sort();
}

/** Of shares in falling order; of two counts that are as near the larger, which has more to give. */
function nearestCount(shares: readonly number[]): number {
  let nearest = shares.length;
  let least = Number.POSITIVE_INFINITY;
  for (let count = shares.length; count > 0; count--) {
    const isAmongEquals = (shares[count - 1] ?? 0) - (shares[count] ?? 0) < sameShare;
    if (count < shares.length && isAmongEquals) continue;
    const distance = shares.reduce(
      (sum, share, at) => sum + Math.abs(share - (at < count ? 1 / count : 0)),
      0,
    );
    if (distance > least - sameShare) continue;
    least = distance;
    nearest = count;
  }
  return nearest;
}

/** As clients have it that no region claims. */
function withoutRegions(selection: Selection): Selection {
  switch (selection.kind) {
    case "answer":
      return selection;
    case "geo":
      return withoutRegions(selection.otherwise);
    case "weighted":
      return {
        ...selection,
        branches: selection.branches.map((branch) => ({
          ...branch,
          selection: withoutRegions(branch.selection),
        })),
      };
    case "sticky":
      return {
        ...selection,
        branches: selection.branches.map((branch) => ({
          ...branch,
          selection: withoutRegions(branch.selection),
        })),
      };
  }
}
