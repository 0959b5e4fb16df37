/** What a provider refused once, it refuses again. */
import { keyOf } from "../../rrset/rrset.js";
import { rrsetDigest } from "../../rrset/rrset-digest.js";
import type { ChangeGate } from "./gate.js";

export const quarantined: ChangeGate = {
  code: "quarantined",
  refuses:
    "The provider refused exactly this RRset in an earlier run. Once the zone file has another, that is tried by itself.",
  lifted: "It is sent again.",
  judge({ planned: { change } }, facts) {
    const { after } = change;
    const known = facts.last?.quarantined ?? [];
    if (after === null || known.length === 0) return null;
    const key = keyOf(after);
    const found = known.find((one) => one.key === key);
    if (found === undefined || found.digest !== rrsetDigest(after)) return null;
    const day = new Date(found.sinceMs).toISOString().slice(0, 10);
    return `refused by the provider on ${day}: ${found.reason}`;
  },
};
