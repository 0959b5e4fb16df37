/** A zone that is not there: not yet, or not any more. */
import type { PartGate } from "./gate.js";

export const zoneMissing: PartGate = {
  code: "zone-missing",
  refuses:
    "The provider does not have the zone, and cannot make it by its API; or it had it when it was applied last. A zone that never was there is made without asking, where the provider can.",
  lifted: "The zone is made; only where the provider can.",
  isLiftable: ({ member }) => member.provider.capabilities.createsZones,
  judge({ member, zone, last }) {
    if (zone !== null) return null;
    const { title, createsZones } = member.provider.capabilities;
    if (!createsZones) return `the zone is not there; make it at ${title} first, empty`;
    return last === null ? null : `the zone was there when it was applied last, and is gone`;
  },
};
