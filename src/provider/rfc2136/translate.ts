/** A desired zone as a server of RFC 2136 holds it: nearly as it is. */
import { isMetaType, typeName } from "../../dns/rr/registry.js";
import type { Capabilities } from "../contract/capabilities.js";
import type { DesiredZone } from "../contract/desired.js";
import type { Loss, Translation } from "../contract/provider.js";
import type { Rrset } from "../rrset/rrset.js";
import { isServersOwn } from "./listed-rrsets.js";

export function translateZone(
  { apex, rrsets, steered }: DesiredZone,
  signed: boolean,
  capabilities: Capabilities,
): Translation {
  const losses: Loss[] = [];
  const kept = rrsets.filter((rrset) => {
    const loss = lossOf(rrset, apex, signed, capabilities);
    if (loss !== undefined) losses.push({ owner: rrset.owner, type: rrset.type, ...loss });
    return loss === undefined;
  });
  for (const { owner, type, policy } of steered) {
    losses.push({
      code: "policy-not-expressed",
      severity: "degraded",
      owner,
      type,
      message: `the policy ${policy} is not known there: all targets are answered`,
      hint: "steer it by driving: mode driven",
    });
  }
  return { rrsets: kept, settings: {}, resources: [], losses };
}

function lossOf(
  { owner, type, rdatas }: Rrset,
  apex: Uint8Array,
  signed: boolean,
  { rrsetBytesMax }: Capabilities,
): Pick<Loss, "code" | "severity" | "message" | "hint"> | undefined {
  if (isServersOwn(type, owner.length === apex.length, signed)) {
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
  const bytes = rdatas.reduce((sum, rdata) => sum + rdata.length + owner.length + 10, 0);
  if (bytes <= rrsetBytesMax) return undefined;
  return {
    code: "rrset-too-large",
    severity: "refused",
    message: `${bytes} octets do not fit into one update, ${rrsetBytesMax} do`,
    hint: "spread the records over several names",
  };
}
