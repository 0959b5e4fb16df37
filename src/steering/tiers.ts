/** Shares of the tiers of a failover: the preferred one takes what it can carry, the next the rest. */
import { type Outlook, roundingError } from "./pool-view.js";
import type { TierMemory } from "./state.js";

export interface TierShares {
  /** The tier that takes most of it. */
  readonly active: number;
  /** By place in the order that was asked for. Their sum is 1, or 0 if nothing can be carried. */
  readonly shares: readonly number[];
  /** Whether the tiers carry everything between them. */
  readonly enough: boolean;
}

/**
 * As Envoy spreads load over priority levels: each tier in order gets the least of what it can
 * carry and what is left; what nobody can carry is spread in proportion.
 */
export function tierShares(
  outlooks: readonly Outlook[],
  failback: "auto" | "manual",
  memory: TierMemory | undefined,
  probeShare: number,
): TierShares {
  const carries = outlooks.map(({ carry }) => carry);
  const order = carries.map((_, tier) => tier);
  const kept = failback === "manual" ? keptTier(carries, memory) : 0;
  order.splice(order.indexOf(kept), 1);
  order.unshift(kept);
  const shares = carries.map(() => 0);
  let left = 1;
  for (const tier of order) {
    shares[tier] = Math.min(left, carries[tier]!);
    left = left - shares[tier]! < roundingError ? 0 : left - shares[tier]!;
  }
  const enough = left === 0;
  const sum = 1 - left;
  if (!enough && sum > 0) for (const tier of order) shares[tier]! /= sum;
  const active = order.reduce((best, tier) => (shares[tier]! > shares[best]! ? tier : best), kept);
  if (probeShare > 0 && shares[active] === 1) tryNext(shares, carries, active, probeShare);
  return { active, shares, enough };
}

/**
 * With manual failback the tier in use stays in use as long as it carries everything; then the
 * preferred among those that carry most takes over.
 */
function keptTier(carries: readonly number[], memory: TierMemory | undefined): number {
  const used = memory === undefined || memory.active >= carries.length ? 0 : memory.active;
  if (carries[used]! >= 1) return used;
  const most = Math.max(...carries);
  return carries[used] === most ? used : carries.indexOf(most);
}

/** Some answers go to the next tier that could take over, so that it is known to be warm. */
function tryNext(shares: number[], carries: readonly number[], active: number, share: number) {
  const next = carries.findIndex((carry, tier) => tier > active && carry > 0);
  if (next === -1) return;
  shares[active] = 1 - share;
  shares[next] = share;
}
