/**
 * One update and what a server says to it. Refusals are ambiguous: BIND says REFUSED or SERVFAIL,
 * and Knot BADKEY, both of a writer without rights and of one record that they do not want. An
 * update that changes nothing tells the two apart.
 */
import { rcode, rcodeName } from "../../dns/header.js";
import { nameToText } from "../../dns/name-text.js";
import { encodeUpdate } from "../../transfer/update-message.js";
import { ProviderFault } from "../contract/fault.js";
import { rcodeFault } from "./faults.js";
import type { Primaries } from "./primaries.js";
import type { UpdateParts } from "./update-of-changes.js";

const nothing: UpdateParts = { prerequisites: [], steps: [] };
const contentHint =
  "the server takes updates of the zone, but not this one: its log says which record, and its policy which names and types";

/** Resolves when the server has done it; else throws a ProviderFault. */
export async function sendUpdate(
  primaries: Primaries,
  apex: Uint8Array,
  parts: UpdateParts,
  signal: AbortSignal,
): Promise<void> {
  const refusal = await refusalOf(primaries, apex, parts, signal);
  if (refusal === null) return;
  const ambiguous = refusal.kind === "auth" || refusal.kind === "unavailable";
  if (ambiguous) {
    const other = await refusalOf(primaries, apex, nothing, signal).catch(() => refusal);
    if (other === null) throw new ProviderFault("rejected", refusal.message, { hint: contentHint });
  }
  throw refusal;
}

/** Why the server did nothing; null if it did as it was told. Throws if that is not known. */
async function refusalOf(
  primaries: Primaries,
  apex: Uint8Array,
  { prerequisites, steps }: UpdateParts,
  signal: AbortSignal,
): Promise<ProviderFault | null> {
  const request = encodeUpdate(primaries.randomId(), apex, prerequisites, steps);
  try {
    const { response, who } = await primaries.update(request, signal);
    if (response.rcode === rcode.NOERROR) return null;
    const answer = rcodeName(response.rcode);
    const message = `${who} answered ${answer} to the update of ${nameToText(apex)}`;
    return rcodeFault(response.rcode, message, "update");
  } catch (fault) {
    if (fault instanceof ProviderFault && fault.kind === "auth") return fault;
    throw fault;
  }
}
