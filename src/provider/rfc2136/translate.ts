/** A desired zone as a server of RFC 2136 holds it: nearly as it is. */
import { isMetaType, typeName } from "../../dns/rr/registry.js";
import type { Capabilities } from "../contract/capabilities.js";
import type { DesiredZone } from "../contract/desired.js";
import type { Loss, Translation } from "../contract/provider.js";
import type { Rrset } from "../rrset/rrset.js";
import { isServersOwn } from "./listed-rrsets.js";

const NS = 2;
const DS = 43;
const ASTERISK = 0x2a;

export function translateZone(
  { apex, rrsets }: DesiredZone,
  signed: boolean,
  capabilities: Capabilities,
): Translation {
  const losses: Loss[] = [];
  const cuts = new Set(rrsets.filter(({ type }) => type === NS).map(({ owner }) => textOf(owner)));
  const kept = rrsets.filter((rrset) => {
    const loss = lossOf(rrset, apex, signed, cuts, capabilities);
    if (loss !== undefined) losses.push({ owner: rrset.owner, type: rrset.type, ...loss });
    return loss === undefined;
  });
  return { rrsets: kept, settings: {}, resources: [], losses };
}

function lossOf(
  { owner, type, rdatas }: Rrset,
  apex: Uint8Array,
  signed: boolean,
  cuts: ReadonlySet<string>,
  { rrsetBytesMax }: Capabilities,
): Pick<Loss, "code" | "severity" | "message" | "hint"> | undefined {
  const atApex = owner.length === apex.length;
  if (isServersOwn(type, atApex, signed)) {
    return {
      code: "type-not-taken",
      severity: "info",
      message: `${typeName(type)} is made by whoever signs the zone, here the server`,
      hint: "",
    };
  }
  if (isMetaType(type)) {
    return {
      code: "type-not-taken",
      severity: "refused",
      message: `${typeName(type)} is no type of records in a zone`,
      hint: "take it out of the zone file",
    };
  }
  if (type === NS && owner[0] === 1 && owner[1] === ASTERISK) {
    return {
      code: "wildcard-not-taken",
      severity: "refused",
      message: "NS at a wildcard has no meaning (RFC 4592 §4.2), and BIND ignores it",
      hint: "delegate each name by itself",
    };
  }
  if (type === DS && (atApex || !cuts.has(textOf(owner)))) {
    return {
      code: "type-not-taken",
      severity: "refused",
      message: "DS without NS beside it, or at the apex, is of no delegation, and BIND drops it",
      hint: "add the delegation's NS records, or take the DS out of the zone file",
    };
  }
  const bytes = rdatas.reduce((sum, rdata) => sum + rdata.length + owner.length + 10, 0);
  if (bytes <= rrsetBytesMax) return undefined;
  return {
    code: "rrset-too-large",
    severity: "refused",
    message: `${bytes} octets do not fit into one update, ${rrsetBytesMax} do`,
    hint: "spread the records over several names",
  };
}

function textOf(owner: Uint8Array): string {
  return Buffer.from(owner).toString("latin1");
}
