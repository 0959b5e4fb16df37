/** Which change PowerDNS means when it refuses a batch: its words begin with the RRset. */
import type { Change } from "../contract/change.js";
import { type Culprit, ProviderFault } from "../contract/fault.js";
import { typeContent } from "./content.js";
import { nameContent } from "./name-content.js";
import { rrsetOfChange } from "./patch.js";

/** The same fault, with the changes that its message names. */
export function withCulprits(fault: ProviderFault, changes: readonly Change[]): ProviderFault {
  if (fault.kind !== "rejected") return fault;
  const culprits: Culprit[] = changes
    .filter((change) => isNamed(change, fault.message))
    .map(({ id }) => ({ changeId: id, reason: fault.message }));
  return new ProviderFault("rejected", fault.message, {
    committed: fault.committed,
    hint: fault.hint,
    culprits,
    cause: fault,
  });
}

/** `Record www.example.com./A '…'`, `RRset www.example.com. IN A: …`, `… in RRset www… IN A with …` */
function isNamed(change: Change, message: string): boolean {
  const { owner, type } = rrsetOfChange(change);
  const name = nameContent(owner);
  const kind = typeContent(type);
  return [`${name}/${kind}`, `${name} IN ${kind}`].some((text) => {
    const at = message.indexOf(` ${text}`);
    return at !== -1 && !/[A-Z0-9]/.test(message.charAt(at + text.length + 1));
  });
}
