/** The state of a provider's zone in 64 digits: a plan is for that state and for no other. */
import { createHash } from "node:crypto";
import type { Snapshot } from "../contract/provider.js";
import { type Comparison, looseComparison } from "../rrset/comparable-rdata.js";
import { keyOf } from "../rrset/rrset.js";
import { rrsetContent } from "../rrset/rrset-digest.js";
import { canonicalJson } from "../rrset/same-json.js";

/** SHA-256 over RRsets, settings, resources and what is opaque, in an order of its own. */
export function liveDigest(snapshot: Snapshot, comparison: Comparison = looseComparison): string {
  const digest = createHash("sha256");
  const rrsets = snapshot.rrsets.map((rrset) => ({ key: keyOf(rrset), rrset }));
  for (const { rrset } of rrsets.sort((a, b) => (a.key < b.key ? -1 : 1))) {
    digest.update(rrsetContent(rrset, comparison));
    digest.update("\n");
  }
  const resources = snapshot.resources.map(({ type, name, spec }) =>
    canonicalJson([type, name, spec]),
  );
  const opaque = snapshot.opaque.map(({ owner, type, what }) =>
    canonicalJson([Buffer.from(owner).toString("hex"), type, what]),
  );
  digest.update(canonicalJson([snapshot.settings, resources.sort(), opaque.sort()]));
  return digest.digest("hex");
}
