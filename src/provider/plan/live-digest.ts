/** The state of a provider's zone in 64 digits: a plan is for that state and for no other. */
import { createHash } from "node:crypto";
import { ByteWriter } from "../../base/byte-writer.js";
import type { Snapshot } from "../contract/provider.js";
import { type Comparison, looseComparison } from "../rrset/comparable-rdata.js";
import { keyOf } from "../rrset/rrset.js";
import { appendContent } from "../rrset/rrset-digest.js";
import { canonicalJson } from "../rrset/same-json.js";

/** Octets that are handed to the hash at once. */
const portionBytes = 64 * 1024;

/** SHA-256 over RRsets, settings, resources and what is opaque, in an order of its own. */
export function liveDigest(snapshot: Snapshot, comparison: Comparison = looseComparison): string {
  const digest = createHash("sha256");
  const out = new ByteWriter(2 * portionBytes);
  const rrsets = snapshot.rrsets.map((rrset) => ({ key: keyOf(rrset), rrset }));
  for (const { rrset } of rrsets.sort((a, b) => (a.key < b.key ? -1 : 1))) {
    appendContent(rrset, comparison, out);
    if (out.length < portionBytes) continue;
    digest.update(out.bytes.subarray(0, out.length));
    out.length = 0;
  }
  digest.update(out.bytes.subarray(0, out.length));
  const resources = snapshot.resources.map(({ type, name, spec }) =>
    canonicalJson([type, name, spec]),
  );
  const opaque = snapshot.opaque.map(({ owner, type, what }) =>
    canonicalJson([Buffer.from(owner).toString("hex"), type, what]),
  );
  digest.update(canonicalJson([snapshot.settings, resources.sort(), opaque.sort()]));
  return digest.digest("hex");
}
