/** Faults of transfers and updates, told as an operator of the server needs them. */
import { rcode } from "../../dns/header.js";
import { TransferFault } from "../../transfer/fault.js";
import { type FaultFacts, type FaultKind, ProviderFault } from "../contract/fault.js";

/** What was being done, for the remedy. */
export type Deed = "ask" | "transfer" | "update";

/** `who` is the provider and its server: `knot (127.0.0.1:53)`. */
export function providerFault(fault: unknown, who: string, deed: Deed): unknown {
  if (!(fault instanceof TransferFault)) return fault;
  const { kind } = fault;
  const hint = fault.tsigError === rcode.BADKEY ? badKeyHint(fault, deed) : fault.hint;
  const message = `${who} ${kind === "unreachable" ? `cannot be reached: ${fault.message}` : fault.message}`;
  const facts: FaultFacts = {
    ...(deed === "update" && fault.delivered ? { committed: "unknown" } : {}),
    ...(hint === undefined ? {} : { hint }),
  };
  if (kind === "unreachable" || kind === "timed-out" || kind === "closed") {
    return new ProviderFault("unavailable", message, facts);
  }
  if (kind === "signature") return new ProviderFault("auth", message, facts);
  if (kind === "refused") return rcodeFault(fault.rcode ?? rcode.SERVFAIL, message, deed);
  return new ProviderFault("malformed", message, facts);
}

/** Knot says BADKEY, too, when its ACL does not let the key do this. */
function badKeyHint({ hint = "" }: TransferFault, deed: Deed): string {
  const allow = { ask: "", transfer: allowTransfers, update: allowUpdates }[deed];
  return allow === "" ? hint : `${hint}; or allow it this (${allow})`;
}

/** The fault that a response's RCODE tells. The server did nothing (RFC 2136 §3). */
export function rcodeFault(code: number, message: string, deed: Deed): ProviderFault {
  if (deed === "ask" && (code === rcode.REFUSED || code === rcode.NOTAUTH)) {
    return new ProviderFault("not-found", message, { hint: notPrimary });
  }
  const row = rows[code];
  if (row === undefined) return new ProviderFault("rejected", message);
  const hint = typeof row.hint === "string" ? row.hint : row.hint[deed];
  return new ProviderFault(row.kind, message, { hint });
}

interface Row {
  readonly kind: FaultKind;
  readonly hint: string | { readonly [deed in Deed]: string };
}

const allowUpdates =
  "BIND: allow-update { key NAME; }; Knot: an acl with action: update; PowerDNS: dnsupdate=yes and TSIG-ALLOW-DNSUPDATE";
const allowTransfers =
  "BIND: allow-transfer { key NAME; }; Knot: an acl with action: transfer; PowerDNS: TSIG-ALLOW-AXFR";
const notPrimary = "the zone must be configured there, as a primary";

const rows: { readonly [code: number]: Row } = {
  [rcode.REFUSED]: {
    kind: "auth",
    hint: { ask: notPrimary, transfer: allowTransfers, update: allowUpdates },
  },
  [rcode.NOTAUTH]: {
    kind: "auth",
    hint: {
      ask: notPrimary,
      transfer: allowTransfers,
      update: `${notPrimary}; and ${allowUpdates}`,
    },
  },
  [rcode.NXRRSET]: {
    kind: "conflict",
    hint: "somebody else changed it: plan again; if nobody did, the server compares values wrongly: set prerequisites: false",
  },
  [rcode.YXRRSET]: { kind: "conflict", hint: "somebody else made it; plan again" },
  [rcode.YXDOMAIN]: { kind: "conflict", hint: "somebody else made it; plan again" },
  [rcode.NXDOMAIN]: { kind: "conflict", hint: "somebody else deleted it; plan again" },
  [rcode.NOTZONE]: { kind: "rejected", hint: "a name of the update is not in the zone there" },
  [rcode.NOTIMP]: {
    kind: "rejected",
    hint: {
      ask: "",
      transfer: "the server does no transfers",
      update: "the server takes no updates",
    },
  },
  [rcode.FORMERR]: {
    kind: "rejected",
    hint: "a record that this server does not take; its log says which",
  },
  [rcode.SERVFAIL]: { kind: "unavailable", hint: "the server's log says why" },
};
