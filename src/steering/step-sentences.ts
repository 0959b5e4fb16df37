/** Sentences for the steps of a plan, as `explain` shows them. */
import type { Policy, Pool } from "./config.js";
import type { Outlook, PoolView } from "./pool-view.js";

export function poolSentence({ total, well, held }: PoolView, served: number): string {
  const heldToo = held > 0 ? `, the guard holds ${held}` : "";
  return `${well} of ${total} are well${heldToo}; ${served} can be served`;
}

export function failoverSentence(
  members: readonly (Policy | Pool)[],
  outlooks: readonly Outlook[],
  shares: readonly number[],
  active: number,
): string {
  const used = shares.filter((share) => share > 0).length;
  const name = members[active]?.path ?? "";
  if (used <= 1) return `${name} carries everything`;
  const can = percent(outlooks[active]?.carry ?? 0);
  return `${name} can carry ${can} and gets ${percent(shares[active] ?? 0)}; the rest goes on`;
}

export function tierSentence(
  members: readonly (Policy | Pool)[],
  outlooks: readonly Outlook[],
  from: number,
  to: number,
): string {
  const tell = (tier: number) =>
    `${percent(outlooks[tier]?.healthy ?? 0)} of ${members[tier]?.path ?? ""}`;
  return `${tell(from)} are well, and ${tell(to)}`;
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
