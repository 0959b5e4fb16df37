/** What somebody changed at the provider, and the zone file is to take over. */
import { driftClassOf } from "../drift-class.js";
import type { ChangeGate } from "./gate.js";

export const adoptedDrift: ChangeGate = {
  code: "adopted-drift",
  refuses:
    "Somebody changed the RRset at the provider, and `drift` in the configuration says `adopt` for such a change: it is to go into the zone file, not to be put back.",
  lifted: "It is put back.",
  judge({ planned: { change, cause } }, facts) {
    const adopt: readonly string[] = facts.member.policy.adopt ?? [];
    if (cause !== "drift" || !adopt.includes(driftClassOf(change, facts))) return null;
    return "changed at the provider, and to be adopted: fivenines sync drift --act";
  },
};
