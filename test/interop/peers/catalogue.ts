/** The servers that are compared wherever zones of every kind are served. */
import { bind } from "./bind.js";
import { knot } from "./knot.js";
import { whyMissing } from "./launch.js";
import { nsd } from "./nsd.js";
import type { Peer } from "./peer.js";
import { powerdns } from "./powerdns.js";

export const peers: readonly Peer[] = [knot, nsd, bind, powerdns];

/**
 * Peers that can take part here. In continuous integration a missing one is a failure, as a green
 * run must mean that it was compared; elsewhere the reason is shown and the rest goes on.
 */
export function presentPeers(all: readonly Peer[] = peers): readonly Peer[] {
  const reasons = all.map(whyMissing).filter((reason) => reason !== undefined);
  if (reasons.length > 0 && process.env.CI === "true") throw new Error(reasons.join("; "));
  for (const reason of reasons) console.warn(`skipped: ${reason}`);
  return all.filter((peer) => whyMissing(peer) === undefined);
}
